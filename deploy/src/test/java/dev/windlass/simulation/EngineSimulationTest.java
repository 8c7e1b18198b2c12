package dev.windlass.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Whole lives of jobs from seeds. {@code -Dwindlass.seed=N} runs one; {@code -Dwindlass.seeds=N}
 * sets how many.
 */
class EngineSimulationTest {
  private static final int SEEDS = Integer.getInteger("windlass.seeds", 2_500);

  @Test
  void everyJobEndsOnceWithoutPayingTwiceOrPassingALimit() {
    var only = Long.getLong("windlass.seed");
    long calls = 0;
    long kills = 0;
    long repeats = 0;
    long retaken = 0;
    long first = only == null ? 1 : only;
    long last = only == null ? SEEDS : only;
    for (long seed = first; seed <= last; seed++) {
      try {
        var ledger = new EngineSimulation(seed).run();
        calls += ledger.calls();
        kills += ledger.kills;
        repeats += ledger.repeats;
        retaken += ledger.retaken;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " (-Dwindlass.seed=" + seed + "): " + e, e);
      }
    }
    System.out.printf(
        "simulation: %d seeds, %d calls, %d kills, %d repeats of calls in flight at a kill,"
            + " %d runs taken up again%n",
        last - first + 1, calls, kills, repeats, retaken);
    if (only == null) {
      assertThat(kills).as("the simulation kills").isGreaterThan(SEEDS);
      assertThat(repeats).as("kills meet calls in flight").isPositive();
      assertThat(retaken).as("runs are taken up again").isPositive();
    }
  }
}
