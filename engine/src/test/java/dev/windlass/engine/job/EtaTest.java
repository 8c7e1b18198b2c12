package dev.windlass.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.job.PaceMeter.Ahead;
import dev.windlass.engine.job.PaceMeter.Eta;
import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.partition.PartitionReport.Steps;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole jobs in virtual time, and what is said of their end on the way. */
class EtaTest {
  private static final double SEEDS = 20;
  private static final long SECOND = 1_000_000_000L;

  /**
   * @param steps of a line at the least, and how many more it may have
   * @param rate calls a second that a limit lets through, 0 for none
   * @param fails share of calls that fail and are asked again after a second
   */
  private record Kind(
      int lines, int steps, int more, int workers, double latency, double rate, double fails) {}

  private record Said(double at, double left, Eta eta) {}

  private record Call(double end, int line, boolean fails) {}

  @Test
  void theBandHoldsForAJobBoundByItsWorkers() {
    assertHonest(new Kind(3_000, 1, 0, 20, 0.5, 0, 0));
  }

  @Test
  void theBandHoldsForAJobBoundByALimit() {
    assertHonest(new Kind(2_000, 1, 0, 100, 0.5, 10, 0));
  }

  @Test
  void theBandHoldsForAChainOfSeveralSteps() {
    assertHonest(new Kind(600, 5, 0, 30, 1, 0, 0));
    assertHonest(new Kind(600, 3, 0, 100, 1, 20, 0));
  }

  @Test
  void theBandHoldsWhereLinesTakeDifferentlyManySteps() {
    assertHonest(new Kind(1_000, 1, 5, 25, 0.7, 0, 0));
  }

  @Test
  void theBandHoldsWhereCallsFailAndAreAskedAgain() {
    assertHonest(new Kind(2_000, 2, 0, 40, 0.6, 0, 0.1));
    assertHonest(new Kind(1_000, 2, 0, 40, 0.6, 15, 0.1));
  }

  private static void assertHonest(Kind kind) {
    int within = 0;
    int all = 0;
    var widths = new ArrayList<Double>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (var said : run(kind, new Random(seed))) {
        var eta = said.eta();
        assertThat(eta.low()).as("seed %d at %s", seed, said).isBetween(0L, eta.mid());
        assertThat(eta.high()).as("seed %d at %s", seed, said).isGreaterThanOrEqualTo(eta.mid());
        double left = said.left() * 1_000;
        all++;
        within += left >= eta.low() && left <= eta.high() ? 1 : 0;
        if (said.at() < 0.8) { // later the last calls make it wide, and nobody minds a second
          widths.add((eta.high() - eta.low()) / left);
        }
      }
    }
    assertThat(within).as("%s of %s for %s", within, all, kind).isGreaterThanOrEqualTo(all * 4 / 5);
    widths.sort(Comparator.naturalOrder());
    assertThat(widths.get(widths.size() / 2)).as("width of the band for %s", kind).isLessThan(0.6);
  }

  /** Plays the job to its end; what was said at each twentieth of it from a tenth on. */
  private static List<Said> run(Kind kind, Random random) {
    var left = new int[kind.lines()];
    for (int i = 0; i < left.length; i++) {
      left[i] = kind.steps() + (kind.more() == 0 ? 0 : random.nextInt(kind.more() + 1));
    }
    var ready = new PriorityQueue<Integer>(); // earlier lines go first
    for (int i = 0; i < left.length; i++) {
      ready.add(i);
    }
    var later = new PriorityQueue<Call>(Comparator.comparingDouble(Call::end));
    var calls = new PriorityQueue<Call>(Comparator.comparingDouble(Call::end));
    var meter = new PaceMeter();
    var tally = new StepTally();
    var said = new ArrayList<Said>();
    double now = 0;
    double nextStart = 0;
    double nextLook = 0;
    int[] sums = new int[4]; // lines ended, steps ended, of those lines, calls
    var taken = new int[kind.lines()];
    int sayAt = 2;
    while (sums[0] < kind.lines()) {
      while (!later.isEmpty() && later.peek().end() <= now) {
        ready.add(later.poll().line());
      }
      while (!ready.isEmpty() && calls.size() < kind.workers() && nextStart <= now) {
        double latency = kind.latency() * Math.exp(0.5 * random.nextGaussian() - 0.125);
        calls.add(
            new Call(now + latency, ready.poll(), random.nextDouble() < kind.fails()));
        sums[3]++;
        if (kind.rate() > 0) {
          nextStart = Math.max(now - 0.1, nextStart) + 1 / kind.rate();
        }
      }
      double next = nextLook;
      if (!calls.isEmpty()) {
        next = Math.min(next, calls.peek().end());
      }
      if (!later.isEmpty()) {
        next = Math.min(next, later.peek().end());
      }
      if (nextStart > now && !ready.isEmpty() && calls.size() < kind.workers()) {
        next = Math.min(next, nextStart);
      }
      now = Math.max(now, next);
      while (!calls.isEmpty() && calls.peek().end() <= now) {
        var call = calls.poll();
        if (call.fails()) {
          later.add(new Call(now + 1, call.line(), false));
        } else {
          sums[1]++;
          taken[call.line()]++;
          if (--left[call.line()] == 0) {
            sums[0]++;
            sums[2] += taken[call.line()];
          } else {
            ready.add(call.line());
          }
        }
      }
      if (now >= nextLook) {
        nextLook = now + 0.25;
        tally.heard(report(kind, sums), true);
        meter.mark((long) (now * SECOND), sums[0], tally.added());
        if (sums[0] * 20 >= sayAt * kind.lines() && sayAt < 20) {
          var eta = meter.eta((long) (now * SECOND), ahead(kind, tally, sums, calls.size()));
          said.add(new Said(sayAt / 20.0, now, eta));
          sayAt = sums[0] * 20 / kind.lines() + 1;
        }
      }
    }
    double end = now;
    return said.stream().map(s -> new Said(s.at(), end - s.left(), s.eta())).toList();
  }

  private static Ahead ahead(Kind kind, StepTally tally, int[] sums, int calling) {
    return new Ahead(
        tally.ahead(kind.lines() - sums[0]),
        tally.doubt(),
        tally.aLine(),
        calling,
        kind.rate() / tally.callsAStep(),
        1);
  }

  private static Progress report(Kind kind, int[] sums) {
    return new Progress(
        0,
        1,
        sums[0],
        kind.lines(),
        sums[0],
        0,
        0,
        Usage.NONE,
        new Steps(sums[1], sums[2], sums[3], kind.steps()),
        Standing.NONE);
  }
}
