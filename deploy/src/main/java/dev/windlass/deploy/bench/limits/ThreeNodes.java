package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Three nodes on one limit: one is killed and comes back, another stands still for ten seconds.
 * Once it is the limit's owner that dies, once another.
 */
final class ThreeNodes {
  private static final int LOAD_SECONDS = 120;
  private static final int LINES = 13_000;
  private static final int PAUSE_SECONDS = 10;

  /** A node that stood still may be put out, and ends itself within this time. */
  private static final int EXIT_SECONDS = 15;

  /** After the owner's death the limit may lie idle for so long. */
  private static final double TAKEOVER_SECONDS = 20;

  private static final double DURABLE_SECONDS = 0.5;

  private ThreeNodes() {}

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    return List.of(run(rig, true), run(rig, false));
  }

  private static Outcome run(Rig rig, boolean ofOwner) throws IOException, InterruptedException {
    var provider = rig.provider(ProviderFlags.RPM_6000);
    rig.phase("starting three nodes");
    try (var trio = new Trio(rig, provider.url)) {
      var job = trio.node(0).submit(LINES);
      double begun = Rig.now();
      var faults = new Faults(DURABLE_SECONDS);

      rig.phase("load on three nodes", 30);
      int owner = trio.owner(0);
      int victim = ofOwner ? owner : (owner + 1) % 3;
      rig.phase("one killed, " + (ofOwner ? "the owner" : "not the owner"), 0);
      double killed = Rig.now();
      trio.node(victim).child().kill();
      faults.add(killed, Rig.now());
      rig.phase("two nodes, then three again", 40);
      trio.awaitReady(trio.node(victim));

      int asked = (victim + 1) % 3;
      int stilled = other(victim, trio.owner(asked));
      rig.phase("one stands still for 10 s", 0);
      double stopped = Rig.now();
      trio.node(stilled).child().signal("STOP");
      rig.phase("one stands still for 10 s", PAUSE_SECONDS);
      trio.node(stilled).child().signal("CONT");
      faults.add(stopped, Rig.now() + EXIT_SECONDS);
      double left = begun + LOAD_SECONDS - Rig.now();
      rig.phase("going on", Math.max(0, left));

      rig.phase("until the last line");
      var ended = trio.node(victim).end(job, LINES / 100 + 60);
      var lines = trio.node(victim).lines(job);
      double cpu = trio.cpuSeconds();
      int restarts = trio.restarts();
      trio.stop();
      var calls = provider.stopAndJudge();

      var figures = new ArrayList<Figure>();
      figures.add(Figure.window("fullest second", calls.requests(1, 100, 100)));
      figures.add(Figure.window("fullest minute", calls.requests(60, 100, 100)));
      double end = Math.min(begun + LOAD_SECONDS, calls.last());
      figures.add(
          Figure.atLeast(
              ofOwner ? "limit used outside 20 s after the kill, %" : "limit used throughout, %",
              used(calls, end, ofOwner ? killed : end),
              97,
              "%.1f"));
      figures.add(Figure.told("longest gap between calls, s", "%.2f", calls.longestGap()));
      figures.add(
          Figure.judged(
              "lines that ended exactly once",
              "%,d".formatted(new HashSet<>(lines).size()),
              "%,d".formatted(LINES),
              lines.size() == LINES
                  && new HashSet<>(lines).size() == LINES
                  && ended.at("/counts/succeeded").asInt() == LINES));
      figures.add(Figure.told("calls repeated", "%.0f", faults.repeats(calls.calls())));
      figures.add(
          Figure.atMost(
              "of them not in flight at a fault", faults.inexcusable(calls.calls()), 0, "%.0f"));
      figures.add(Figure.told("answers 429", "%.0f", calls.refused()));
      figures.add(Figure.told("starts by the supervisor", "%.0f", restarts));
      return Outcome.of(ofOwner ? "nodes, owner" : "nodes, other", calls, cpu, figures);
    }
  }

  /** Part of the limit that was used, in per cent, without 20 s from this time on. */
  private static double used(LimitJudge calls, double end, double from) {
    double to = Math.min(end, from + TAKEOVER_SECONDS);
    long before = calls.between(calls.first(), Math.min(from, end)).answered();
    long after = to < end ? calls.between(to, end).answered() : 0;
    double seconds = end - calls.first() - Math.max(0, to - from);
    return 100 * (before + after) / (100 * seconds);
  }

  /** The third node. */
  private static int other(int one, int two) {
    for (int i = 0; i < 3; i++) {
      if (i != one && i != two) {
        return i;
      }
    }
    throw new IllegalArgumentException(one + " and " + two);
  }
}
