package dev.windlass.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What one seed's job is, and what the world around it is like. */
final class Scenario {
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

  final Ids ids = new Ids(new byte[32]);
  final String job = ids.jobOf("t", "simulated");

  /** The partition of single runs. */
  final String aside = ids.lonePartitionOf("t", "simulated");

  final List<Line> lines = new ArrayList<>();

  /** Lines in a partition. */
  final int each;

  final JsonNode chain;
  final LimitFigures figures;
  final int window;
  final int pool;

  /** Shares of what goes wrong: writes, calls, messages. */
  final double badWrites;

  final double badCalls;
  final double losses;
  final int kills;
  final boolean cancels;
  final int retries;
  final boolean uploads;

  /** Single runs, or 0. */
  final int singles;

  Scenario(Random random) {
    badWrites = random.nextInt(3) == 0 ? 0.03 : 0;
    badCalls = random.nextInt(3) * 0.06;
    losses = random.nextInt(3) * 0.03;
    kills = random.nextInt(6);
    cancels = random.nextInt(8) == 0;
    retries = random.nextInt(4) == 0 ? 2 : 0;
    uploads = random.nextInt(4) == 0;
    singles = random.nextInt(5) == 0 ? 1 + random.nextInt(6) : 0;
    window = 5 + random.nextInt(40);
    pool = 1 + random.nextInt(30);
    figures = figures(random);
    each = 4 + random.nextInt(12);
    chain = chain(CHAINS.get(random.nextInt(CHAINS.size())));
    int count = 3 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      var fault = random.nextInt(33) == 0 ? new Line.Fault("invalid-json", "no JSON") : null;
      lines.add(new Line(null, "{\"x\":\"" + i + "\"}", fault, null, 0, 0));
    }
  }

  private static LimitFigures figures(Random random) {
    var chosen = new EnumMap<LimitKey, Double>(LimitKey.class);
    if (random.nextBoolean()) {
      chosen.put(LimitKey.RPM, 120.0 + random.nextInt(3_000));
      chosen.put(LimitKey.BURST, 1.0 + random.nextInt(20));
    }
    if (random.nextBoolean()) {
      chosen.put(LimitKey.CONCURRENCY, 1.0 + random.nextInt(10));
    }
    return new LimitFigures(chosen);
  }

  private static JsonNode chain(String steps) {
    var text = "chain: s\nmodel: p/m\ntimeout: 5s\nretry: {max: 30, initial: 50ms, cap: 500ms}\n";
    return switch (ChainReader.read(text + steps, "s", null)) {
      case ChainReader.Outcome.Good(var chain) -> chain.source();
      case ChainReader.Outcome.Bad(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  /** The job before its uploads, or as these left it: its lines are acknowledged. */
  void begin(World world, Disk disk) {
    var at = world.instant();
    var stream = PersistenceIds.job(job);
    boolean startSealed = uploads && world.chance(0.5);
    disk.put(
        stream,
        new JobChange.Created(
            "t", "s", "s", chain, Map.of(), 5, 1, startSealed, false, 0, null, null, at));
    if (!uploads) {
      for (int p = 0, first = 0; first < lines.size(); p++, first += each) {
        var some = List.copyOf(lines.subList(first, Math.min(lines.size(), first + each)));
        disk.put(stream(p), new PartitionEvent.LinesAccepted(0, some, at));
        disk.put(stream, new JobChange.LinesRecorded(p, first + 1, some.size(), 0, 0, at));
      }
      disk.put(stream, new JobChange.Sealed(at));
      disk.put(stream, new JobChange.StateChanged(JobState.RUNNING, null, at));
    }
  }

  private String stream(int p) {
    return PersistenceIds.partition(PersistenceIds.partitionOf(job, p));
  }

  /** What was acknowledged is what the partitions hold, line by line. */
  void checkLines(Disk disk) {
    var kept = new ArrayList<Line>();
    for (int p = 0; !disk.read(stream(p)).isEmpty(); p++) {
      var inOne = new ArrayList<Line>();
      for (var event : disk.read(stream(p))) {
        if (event instanceof PartitionEvent.LinesAccepted(int from, var some, var when)) {
          inOne.subList(from, inOne.size()).clear();
          inOne.addAll(some);
        }
      }
      kept.addAll(inOne);
    }
    if (!kept.equals(lines)) {
      throw new AssertionError(
          "I1: the partitions hold " + kept.size() + " lines, not those acknowledged");
    }
  }

  /** Limits as the provider's side sees them. */
  void checkLimits(Ledger ledger) {
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
}
