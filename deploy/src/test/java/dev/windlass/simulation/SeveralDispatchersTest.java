package dev.windlass.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windlass.engine.protocol.Terms;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Shares of one limit over three nodes, judged over every thirty seconds after the first five. */
class SeveralDispatchersTest {
  private static final double POINTS = 0.05;

  @Test
  void aJobOnOneNodeAndAJobOnThreeShareByTheirWeights() {
    overSeeds(nodes -> {
      nodes.begin(job("one", 5, 1, 100, List.of(0)), 600);
      nodes.begin(job("three", 5, 1, 100, List.of(0, 1, 2)), 200);
      nodes.until(75_000);

      everyThirtySeconds(nodes, "one", 0.5);
    });
  }

  @Test
  void weightsHoldOverNodesWhateverTheLengthOfTheAnswers() {
    overSeeds(nodes -> {
      nodes.begin(job("long", 5, 1, 1_000, List.of(1)), 300);
      nodes.begin(job("short", 5, 3, 50, List.of(0, 1, 2)), 300);
      nodes.until(75_000);

      everyThirtySeconds(nodes, "long", 0.25);
    });
  }

  @Test
  void jobsOnNodesOfTheirOwnShareByTheirWeights() {
    overSeeds(nodes -> {
      nodes.begin(job("a", 5, 1, 100, List.of(0)), 300);
      nodes.begin(job("b", 5, 3, 100, List.of(1)), 300);
      nodes.begin(job("c", 5, 4, 100, List.of(2)), 300);
      nodes.until(75_000);

      everyThirtySeconds(nodes, "a", 1 / 8.0);
      everyThirtySeconds(nodes, "b", 3 / 8.0);
      everyThirtySeconds(nodes, "c", 4 / 8.0);
    });
  }

  @Test
  void aHigherPriorityOnAnyNodeGoesFirstAndALowerOneIsNotStarved() {
    overSeeds(nodes -> {
      nodes.begin(job("low", 2, 1, 100, List.of(0, 1)), 300);
      nodes.until(20_000);
      nodes.begin(job("high", 8, 1, 100, List.of(2)), 300);
      nodes.until(60_000);

      assertThat(nodes.share("low", 21_000, 60_000)).isBetween(0.05, 0.14);
      assertThat(nodes.share("high", 20_600, 30_000)).isGreaterThan(0.85);
    });
  }

  @Test
  void theLimitIsUsedWhateverTheSplit() {
    overSeeds(nodes -> {
      nodes.begin(job("one", 5, 1, 100, List.of(0)), 300);
      nodes.begin(job("few", 9, 1, 100, List.of(1)), 2);
      nodes.until(40_000);

      assertThat(nodes.tokens(5_000, 40_000)).isGreaterThan(0.98 * 35 * 9_000);
    });
  }

  private static Nodes.Job job(
      String name, int priority, double weight, int answer, List<Integer> nodes) {
    return new Nodes.Job(name, new Terms(priority, weight, 0, 0), 60, answer, nodes);
  }

  private static void everyThirtySeconds(Nodes nodes, String job, double share) {
    for (long at = 5_000; at + 30_000 <= 75_000; at += 1_000) {
      assertThat(nodes.share(job, at, at + 30_000))
          .as("%s in the thirty seconds after %d ms", job, at)
          .isCloseTo(share, within(POINTS));
    }
  }

  private static void overSeeds(Consumer<Nodes> scenario) {
    for (long seed = 1; seed <= 3; seed++) {
      try {
        scenario.accept(new Nodes(seed, 3, 9_000));
      } catch (AssertionError failed) {
        throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
      }
    }
  }
}
