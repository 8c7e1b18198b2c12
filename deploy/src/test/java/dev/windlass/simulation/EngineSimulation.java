package dev.windlass.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.dispatch.BoardSim;
import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.job.JobSim;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.ChainCache;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.partition.PartitionSim;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.pool.PoolSim;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
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
  private static final long LONGEST_NANOS = 4L * 3600 * 1_000_000_000;
  private static final List<String> CHAINS =
      List.of(
          "steps: [{ask: 'first {x}', as: a}, {ask: 'then {a}', as: b}]",
          "steps: [{ask: 'a NUMBER for {x}', answer: number, as: n}, {ask: 'and {n}'}]",
          "steps: [{parallel: {l: [{ask: 'left {x}'}], r: [{ask: 'NUMBER {x}', answer: number}]},"
              + " on_error: keep}, {ask: 'both {x}'}]",
          "steps: [{ask: 'LIST {x}', answer: {list: comma}, as: items},"
              + " {each: '{items}', name: i, limit: 2, do: [{ask: 'item {i}'}], as: notes}]",
          "steps: [{ask: 'LIST {x}', answer: {list: comma}, as: items}, {fold: '{items}', name: i,"
              + " carry: c, start: '', do: [{ask: 'join {c} {i}'}], as: sum}]");

  private final World world;
  private final Ledger ledger;
  private final Disk disk;
  private final Provider provider;
  private final ChainCache chains = new ChainCache(8);
  private final Ids ids = new Ids(new byte[32]);
  private final String id = ids.jobOf("t", "simulated");
  private final String aside = ids.lonePartitionOf("t", "simulated");
  private final int lines;
  private final int window;
  private final LimitFigures figures;
  private final int pool;
  private final double losses;
  private final boolean cancels;
  private final List<Line> held = new ArrayList<>();
  private final int each;
  private final JsonNode chain;
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
    ledger = new Ledger(world);
    var random = world.random;
    disk = new Disk(world, ledger::durable, random.nextInt(3) == 0 ? 0.03 : 0);
    provider = new Provider(world, ledger, random.nextInt(3) * 0.06);
    lines = 3 + random.nextInt(40);
    window = 5 + random.nextInt(40);
    pool = 1 + random.nextInt(30);
    losses = random.nextInt(3) * 0.03;
    killsLeft = random.nextInt(6);
    cancels = random.nextInt(8) == 0;
    retriesLeft = random.nextInt(4) == 0 ? 2 : 0;
    figures = figures();
    each = 4 + random.nextInt(12);
    chain = chain(CHAINS.get(random.nextInt(CHAINS.size())));
    boolean uploads = random.nextInt(4) == 0;
    makeLines();
    createJob(uploads && random.nextBoolean());
    if (!uploads) {
      writeLines();
    }
    start();
    upload = uploads ? new Upload(world, new Server(), held, each) : null;
    singles =
        random.nextInt(5) == 0
            ? new Singles(world, this::toSingles, () -> post, chain, 1 + random.nextInt(6))
            : null;
    world.outside(world.between(20, 4_000), this::kill);
    world.outside(world.between(50, 3_000), this::user);
  }

  private LimitFigures figures() {
    var chosen = new EnumMap<LimitKey, Double>(LimitKey.class);
    if (world.chance(0.5)) {
      chosen.put(LimitKey.RPM, 120.0 + world.random.nextInt(3_000));
      chosen.put(LimitKey.BURST, 1.0 + world.random.nextInt(20));
    }
    if (world.chance(0.5)) {
      chosen.put(LimitKey.CONCURRENCY, 1.0 + world.random.nextInt(10));
    }
    return new LimitFigures(chosen);
  }

  private void makeLines() {
    for (int i = 0; i < lines; i++) {
      var fault = world.chance(0.03) ? new Line.Fault("invalid-json", "no JSON") : null;
      held.add(new Line(null, "{\"x\":\"" + i + "\"}", fault, null, 0, 0));
    }
  }

  private void createJob(boolean startSealed) {
    disk.put(
        PersistenceIds.job(id),
        new JobChange.Created(
            "t", "s", "s", chain, Map.of(), 5, startSealed, false, 0, null, null, world.instant()));
  }

  /** The job as an upload left it: its lines are acknowledged. */
  private void writeLines() {
    var at = world.instant();
    for (int p = 0, first = 0; first < lines; p++, first += each) {
      var some = List.copyOf(held.subList(first, Math.min(lines, first + each)));
      disk.put(partitionStream(p), new PartitionEvent.LinesAccepted(0, some, at));
      disk.put(
          PersistenceIds.job(id), new JobChange.LinesRecorded(p, first + 1, some.size(), 0, 0, at));
    }
    disk.put(PersistenceIds.job(id), new JobChange.Sealed(at));
    disk.put(PersistenceIds.job(id), new JobChange.StateChanged(JobState.RUNNING, null, at));
  }

  private String partitionStream(int p) {
    return PersistenceIds.partition(PersistenceIds.partitionOf(id, p));
  }

  private static JsonNode chain(String steps) {
    var text = "chain: s\nmodel: p/m\ntimeout: 5s\nretry: {max: 30, initial: 50ms, cap: 500ms}\n";
    return switch (ChainReader.read(text + steps, "s", null)) {
      case ChainReader.Outcome.Good(var chain) -> chain.source();
      case ChainReader.Outcome.Bad(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  private void start() {
    partitions.clear();
    byAddress.clear();
    latest.clear();
    workers = new PoolSim(world, figures, pool, !everStarted, new Around());
    everStarted = true;
    up = true;
    post = new Post(this::deliver);
    board = new BoardSim(world, new ThePool(), this::toPartition);
    job = new JobSim(id, window, new JobSim.Around(world, disk, post, this::toPartition));
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
      if (cancels && (upload == null || upload.sealed())) {
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
    return ledger.ended(PersistenceIds.partition(aside)).size() == singlesAccepted();
  }

  private int singlesAccepted() {
    int size = 0;
    for (var event : disk.read(PersistenceIds.partition(aside))) {
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
            : ", single runs "
                + ledger.ended(PersistenceIds.partition(aside)).size()
                + " of "
                + singlesAccepted());
  }

  private void check() {
    var counts = job.counts();
    if (counts.ended() != lines || ledger.linesEnded() != lines) {
      throw new AssertionError(
          "I1: of " + lines + " lines " + ledger.linesEnded() + " ended, counted " + counts);
    }
    checkLines();
    if (!cancels && job.state() != JobState.COMPLETED) {
      throw new AssertionError("the job ended as " + job.state());
    }
    var rpm = figures.get(LimitKey.RPM);
    var burst = figures.get(LimitKey.BURST);
    if (rpm != null && burst != null) {
      ledger.checkWindows(rpm / 60, burst, 1, 60);
    }
    var cap = figures.concurrency();
    int most = cap == null ? pool : Math.min(cap, pool);
    if (ledger.mostInFlight > most) {
      throw new AssertionError("I5: " + ledger.mostInFlight + " calls in flight, at most " + most);
    }
  }

  /** What was acknowledged is what the partitions hold, line by line. */
  private void checkLines() {
    var kept = new ArrayList<Line>();
    for (int p = 0; kept.size() < lines; p++) {
      var inOne = new ArrayList<Line>();
      for (var event : disk.read(partitionStream(p))) {
        if (event instanceof PartitionEvent.LinesAccepted(int from, var some, var at)) {
          inOne.subList(from, inOne.size()).clear();
          inOne.addAll(some);
        }
      }
      kept.addAll(inOne);
      if (inOne.isEmpty()) {
        break;
      }
    }
    if (!kept.equals(held)) {
      throw new AssertionError("I1: kept " + kept.size() + " lines that are not the acknowledged");
    }
    if (singles != null
        && !ledger
            .ended(PersistenceIds.partition(aside))
            .containsAll(singles.acknowledged())) {
      throw new AssertionError("I1: an acknowledged single run never ended");
    }
  }

  private void toPartition(int p, PartitionCommand command) {
    toEntity("job", PersistenceIds.partitionOf(id, p), command);
  }

  private void toSingles(PartitionCommand command) {
    if (singlesAccepted() > 0 || command instanceof PartitionCommand.Submit) {
      toEntity("client", aside, command);
    }
  }

  private void toEntity(String sender, String entity, PartitionCommand command) {
    deliver(sender + entity, () -> partition(entity).tell(command));
  }

  private PartitionSim partition(String entity) {
    var known = partitions.get(entity);
    if (known == null) {
      var around =
          new PartitionSim.Around(world, disk, ids, chains, this::toBoard, this::passivate);
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
    if (!world.chance(losses)) {
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
    int copies = world.chance(losses) ? 0 : world.chance(losses) ? 2 : 1;
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
      return (p, command) -> toEntity("upload", PersistenceIds.partitionOf(id, p), command);
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
