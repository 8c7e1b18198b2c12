package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole lives of limits from seeds. {@code -Dwindlass.seed=N} runs one; {@code -Dwindlass.seeds=N}
 * sets how many.
 */
class LeaseSimulationTest {
  private static final int SEEDS = Integer.getInteger("windlass.seeds", 1_000);

  @Test
  void noLimitIsPassedByManyGatesUnderFaultsAndItIsUsedWhenTheyAreOver() {
    var only = Long.getLong("windlass.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? SEEDS : only;
    long calls = 0;
    double least = 1;
    for (long seed = first; seed <= last; seed++) {
      var life = new LeaseLife(seed);
      try {
        double used = life.run();
        calls += life.judge.calls();
        assertThat(used).withFailMessage("only %s of the limit is used", used).isGreaterThan(0.97);
        least = Math.min(least, used);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + " (-Dwindlass.seed=" + seed + "): " + e + "\n" + life, e);
      }
    }
    System.out.printf(
        "leases: %d seeds, %d calls, at least %.4f of the limit used%n",
        last - first + 1, calls, least);
    if (only == null) {
      assertThat(calls).isGreaterThan(100L * SEEDS);
    }
  }
}
