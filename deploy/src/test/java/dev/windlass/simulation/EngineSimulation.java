package dev.windlass.simulation;

import dev.windlass.engine.dispatch.BoardSim;
import dev.windlass.engine.job.JobSim;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.ChainCache;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.partition.PartitionSim;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.workers.pool.PoolSim;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One job's life from one seed: the real cores of job, partitions, dispatcher, pool and limit, with
 * virtual time, a scripted provider, kills, failed writes, lost and doubled messages. Some jobs are
 * uploaded with interruptions, some are taken up again at their end, and in some lives single runs
 * go beside. Ends when all has ended; {@link Ledger} says what must hold.
 */
final class EngineSimulation {
  private static final long LONGEST_NANOS = 3600L * 1_000_000_000;

  private final World world;
  private final Ledger ledger;
  private final Disk disk;
  private final Provider provider;
  private final Scenario scenario;
  private final ChainCache chains = new ChainCache(8);
  private final @Nullable Upload upload;
  private final @Nullable Singles singles;
  private int retriesLeft;
  private int killsLeft;
  private boolean everStarted;
  private boolean up;

  private final Map<Object, Long> latest = new HashMap<>();
  private final Map<String, PartitionSim> partitions = new HashMap<>();
  private final Map<ActorRef<Dispatching.ToPartitions>, PartitionSim> byAddress = new HashMap<>();
  private Post post;
  private JobSim job;
  private BoardSim board;
  private PoolSim workers;

  @SuppressWarnings("NullAway") // the process is started below
  EngineSimulation(long seed) {
    world = new World(seed);
    scenario = new Scenario(world.random);
    ledger = new Ledger(world);
    disk = new Disk(world, ledger::durable, scenario.badWrites);
    provider = new Provider(world, ledger, scenario.badCalls);
    retriesLeft = scenario.retries;
    killsLeft = scenario.kills;
    scenario.begin(world, disk);
    start();
    upload =
        scenario.uploads ? new Upload(world, new Server(), scenario.lines, scenario.each) : null;
    singles =
        scenario.singles > 0
            ? new Singles(world, this::toSingles, () -> post, scenario.chain, scenario.singles)
            : null;
    world.outside(world.between(20, 4_000), this::kill);
    world.outside(world.between(50, 3_000), this::user);
  }

  private void start() {
    partitions.clear();
    byAddress.clear();
    latest.clear();
    workers = new PoolSim(world, scenario.figures, scenario.pool, !everStarted, new Around());
    everStarted = true;
    up = true;
    post = new Post(this::deliver);
    board = new BoardSim(world, new ThePool(), this::toPartition);
    job =
        new JobSim(
            scenario.job, scenario.window, new JobSim.Around(world, disk, post, this::toPartition));
    world.every(Duration.ofSeconds(2), () -> toSingles(new PartitionCommand.Wake()));
  }

  private void kill() {
    if (killsLeft-- > 0 && !over()) {
      world.kill();
      up = false;
      ledger.killed();
      world.outside(
          world.between(10, 3_000),
          () -> {
            start();
            world.outside(world.between(5, 5_000), this::kill);
          });
    }
  }

  private void user() {
    var state = job.state();
    if (up && (state == JobState.RUNNING || state == JobState.RECEIVING)) {
      if (scenario.cancels && (upload == null || upload.sealed())) {
        job.cancel(world.chance(0.5));
      } else {
        job.pause();
      }
    } else if (up && state == JobState.PAUSED && world.chance(0.7)) {
      ledger.noise();
      job.resume();
    } else if (up && job.ended() && retriesLeft > 0) {
      retriesLeft--;
      ledger.noise();
      job.retry(world.chance(0.3), world.chance(0.5));
    }
    if (!over()) {
      world.outside(world.between(300, 6_000), this::user);
    }
  }

  private boolean over() {
    return up
        && job.ended()
        && retriesLeft == 0
        && (upload == null || upload.sealed())
        && (singles == null || (singles.done() && singlesEnded()));
  }

  private boolean singlesEnded() {
    return ledger.ended(asideStream()).size() == singlesAccepted();
  }

  private int singlesAccepted() {
    int size = 0;
    for (var event : disk.read(asideStream())) {
      size += event instanceof PartitionEvent.LinesAccepted accepted ? accepted.lines().size() : 0;
    }
    return size;
  }

  /** Runs until all has ended. */
  Ledger run() {
    while (!over()) {
      if (!world.step() || world.nanos() > LONGEST_NANOS) {
        throw new AssertionError("I1: it stands still at " + world.instant() + ": " + where());
      }
      post.fetch();
      if (up && job.state() == JobState.PAUSED && job.settled()) {
        ledger.quiet();
      }
    }
    check();
    return ledger;
  }

  private String where() {
    return "job "
        + job.state()
        + " "
        + job.counts()
        + ", retries left "
        + retriesLeft
        + (upload == null ? "" : ", acknowledged " + upload.acknowledged())
        + (singles == null
            ? ""
            : ", single runs " + ledger.ended(asideStream()).size() + " of " + singlesAccepted());
  }

  private void check() {
    var counts = job.counts();
    int lines = scenario.lines.size();
    if (counts.ended() != lines || ledger.linesEnded() != lines) {
      throw new AssertionError(
          "I1: of " + lines + " lines " + ledger.linesEnded() + " ended, counted " + counts);
    }
    if (!scenario.cancels && job.state() != JobState.COMPLETED) {
      throw new AssertionError("the job ended as " + job.state());
    }
    if (singles != null && !ledger.ended(asideStream()).containsAll(singles.acknowledged())) {
      throw new AssertionError("I1: an acknowledged single run never ended");
    }
    scenario.checkLines(disk);
    scenario.checkLimits(ledger);
  }

  private String asideStream() {
    return PersistenceIds.partition(scenario.aside);
  }

  private void toPartition(int p, PartitionCommand command) {
    toEntity("job", PersistenceIds.partitionOf(scenario.job, p), command);
  }

  private void toSingles(PartitionCommand command) {
    if (singlesAccepted() > 0 || command instanceof PartitionCommand.Submit) {
      toEntity("client", scenario.aside, command);
    }
  }

  private void toEntity(String sender, String entity, PartitionCommand command) {
    deliver(sender + entity, () -> partition(entity).tell(command));
  }

  private PartitionSim partition(String entity) {
    var known = partitions.get(entity);
    if (known == null) {
      var around =
          new PartitionSim.Around(
              world, disk, scenario.ids, chains, this::toBoard, this::passivate);
      known = new PartitionSim(entity, around);
      partitions.put(entity, known);
      byAddress.put(known.address(), known);
    }
    return known;
  }

  /** It leaves memory; what comes for it from now on wakes another. */
  private void passivate(PartitionSim one) {
    partitions.remove(one.entity(), one);
    byAddress.remove(one.address());
  }

  private void toBoard(Dispatching.FromPartitions message) {
    world.later(0, () -> board.hear(message));
  }

  /** What a dispatcher says may be lost: it says it again, or is asked again. */
  private void toPartition(
      ActorRef<Dispatching.ToPartitions> to, Dispatching.ToPartitions message) {
    if (!world.chance(scenario.losses)) {
      world.later(
          0,
          () -> {
            var partition = byAddress.get(to);
            if (partition != null) {
              partition.hear(message);
            }
          });
    }
  }

  /**
   * Between entities a message may be late, lost or doubled, and does not overtake another of the
   * same way; nobody hears it in a dead process.
   */
  private void deliver(Object way, Runnable what) {
    if (!up) {
      return;
    }
    int copies = world.chance(scenario.losses) ? 0 : world.chance(scenario.losses) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long at = Math.max(world.nanos() + world.between(0, 3), latest.getOrDefault(way, 0L));
      latest.put(way, at);
      world.later(at - world.nanos(), what);
    }
  }

  private final class Server implements Upload.Server {
    @Override
    public Supplier<@Nullable JobSim> job() {
      return () -> up ? job : null;
    }

    @Override
    public BiConsumer<Integer, PartitionCommand> partitions() {
      return (p, command) ->
          toEntity("upload", PersistenceIds.partitionOf(scenario.job, p), command);
    }

    @Override
    public Supplier<Post> post() {
      return () -> post;
    }

    @Override
    public void send(Runnable arrives) {
      deliver(arrives, arrives);
    }
  }

  private final class ThePool implements BoardSim.Pool {
    @Override
    public void grant(String lane, List<Granted> steps) {
      world.later(0, () -> workers.grant(steps));
    }

    @Override
    public void open(String lane) {
      world.later(0, () -> workers.turn());
    }

    @Override
    public void hold(String held, boolean abort) {
      world.later(
          0,
          () -> {
            workers.hold(held, abort);
            world.later(0, () -> board.holdDone(held));
          });
    }
  }

  private final class Around implements PoolSim.Around {
    @Override
    public Runnable call(StepRequest step, Consumer<CallResult> whenEnded) {
      return provider.call(step, whenEnded);
    }

    @Override
    public void finished(StepOutcome outcome) {
      world.later(0, () -> board.finished(List.of(outcome)));
    }

    @Override
    public void handedBack(List<StepKey> steps) {
      world.later(0, () -> board.handedBack(steps));
    }

    @Override
    public void demand(Demand demand) {
      world.later(0, () -> board.demand(demand));
    }
  }
}
