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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One job's life from one seed: the real cores of job, partitions, dispatcher, pool and limit, with
 * virtual time, a scripted provider, kills, lost and doubled messages. Ends when the job has ended;
 * {@link Ledger} says what must hold.
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
  private final int lines;
  private final int window;
  private final LimitFigures figures;
  private final int pool;
  private final double losses;
  private final boolean cancels;
  private int killsLeft;
  private boolean everStarted;
  private boolean up;

  private final Map<Integer, PartitionSim> partitions = new HashMap<>();
  private final Map<ActorRef<Dispatching.ToPartitions>, PartitionSim> byAddress = new HashMap<>();
  private JobSim job;
  private BoardSim board;
  private PoolSim workers;

  @SuppressWarnings("NullAway") // the process is started below
  EngineSimulation(long seed) {
    world = new World(seed);
    ledger = new Ledger(world);
    disk = new Disk(world, ledger::durable);
    var random = world.random;
    provider = new Provider(world, ledger, random.nextInt(3) * 0.06);
    lines = 3 + random.nextInt(40);
    window = 5 + random.nextInt(40);
    pool = 1 + random.nextInt(30);
    losses = random.nextInt(3) * 0.03;
    killsLeft = random.nextInt(6);
    cancels = random.nextInt(8) == 0;
    figures = figures();
    writeJob(CHAINS.get(random.nextInt(CHAINS.size())), 4 + random.nextInt(12));
    start();
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

  /** The job as uploads left it: its lines are acknowledged. */
  private void writeJob(String steps, int each) {
    var at = world.instant();
    disk.put(
        PersistenceIds.job(id),
        new JobChange.Created(
            "t", "s", "s", chain(steps), Map.of(), 5, false, false, 0, null, null, at));
    for (int p = 0, first = 0; first < lines; p++, first += each) {
      var held = new ArrayList<Line>();
      for (int i = first; i < Math.min(lines, first + each); i++) {
        var fault = world.chance(0.03) ? new Line.Fault("invalid-json", "no JSON") : null;
        held.add(new Line(null, "{\"x\":\"" + i + "\"}", fault, null, 0, 0));
      }
      var entity = PersistenceIds.partitionOf(id, p);
      disk.put(PersistenceIds.partition(entity), new PartitionEvent.LinesAccepted(0, held, at));
      disk.put(
          PersistenceIds.job(id), new JobChange.LinesRecorded(p, first + 1, held.size(), 0, 0, at));
    }
    disk.put(PersistenceIds.job(id), new JobChange.Sealed(at));
    disk.put(PersistenceIds.job(id), new JobChange.StateChanged(JobState.RUNNING, null, at));
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
    workers = new PoolSim(world, figures, pool, !everStarted, new Around());
    everStarted = true;
    up = true;
    board = new BoardSim(world, new ThePool(), this::toPartition);
    job = new JobSim(id, world, disk, window, this::toPartition);
  }

  private void kill() {
    if (killsLeft-- > 0 && !job.state().terminal()) {
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
    if (up && job.state() == JobState.RUNNING) {
      if (cancels) {
        job.cancel(world.chance(0.5));
      } else {
        job.pause();
      }
    } else if (up && job.state() == JobState.PAUSED && world.chance(0.7)) {
      ledger.noise();
      job.resume();
    }
    if (!job.state().terminal()) {
      world.outside(world.between(300, 6_000), this::user);
    }
  }

  /** Runs to the job's end. */
  Ledger run() {
    while (!job.state().terminal()) {
      if (!world.step() || world.nanos() > LONGEST_NANOS) {
        throw new AssertionError(
            "I1: the job stands still at " + world.instant() + ": " + job.counts());
      }
      for (var report : job.takeReports()) {
        deliver(() -> job.report(report));
      }
      if (up && job.state() == JobState.PAUSED && job.settled()) {
        ledger.quiet();
      }
    }
    check();
    return ledger;
  }

  private void check() {
    var counts = job.counts();
    if (counts.ended() != lines || ledger.linesEnded() != lines) {
      throw new AssertionError(
          "I1: of " + lines + " lines " + ledger.linesEnded() + " ended, counted " + counts);
    }
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

  private void toPartition(int p, PartitionCommand command) {
    deliver(() -> partition(p).tell(command));
  }

  private PartitionSim partition(int p) {
    return partitions.computeIfAbsent(
        p,
        n -> {
          var entity = PersistenceIds.partitionOf(id, n);
          var made = new PartitionSim(entity, world, disk, ids, chains, this::toBoard);
          byAddress.put(made.address(), made);
          return made;
        });
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

  /** Between entities a message may be late, lost or doubled. */
  private void deliver(Runnable what) {
    int copies = world.chance(losses) ? 0 : world.chance(losses) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      world.later(world.between(0, 3), what);
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
