package dev.windlass.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windlass.engine.protocol.Terms;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Shares of a limit of 10,000 tokens a second, over every ten seconds after the first five. */
class SharesTest {
  private static final double POINTS = 0.05;

  @Test
  void jobsAtWeightsOneToThreeShareTheTokensSo() {
    overSeeds(load -> {
      load.job("t", "one", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.job("t", "three", terms(5, 3), load.between(20, 200), load.between(10, 100));

      load.until(60_000);

      everyTenSeconds(load, "one", 0.25, 5_000, 60_000);
    });
  }

  @Test
  void answersTenTimesAsLongChangeNoShare() {
    overSeeds(load -> {
      load.job("t", "long", terms(5, 1), load.between(50, 60), load.between(400, 600));
      load.job("t", "short", terms(5, 3), load.between(50, 60), load.between(40, 60));

      load.until(60_000);

      everyTenSeconds(load, "long", 0.25, 5_000, 60_000);
    });
  }

  @Test
  void linesOfAnySizeChangeNoShare() {
    overSeeds(load -> {
      load.job(
          "t",
          "mixed",
          terms(5, 3),
          () -> load.random.nextInt(10) == 0 ? 900 : 10,
          load.between(10, 30));
      load.job("t", "even", terms(5, 1), load.between(40, 40), load.between(5, 5));

      load.until(60_000);

      everyTenSeconds(load, "even", 0.25, 5_000, 60_000);
    });
  }

  @Test
  void stepsThatAreHandedBackAreNotChargedTwice() {
    overSeeds(load -> {
      var unlucky =
          load.job("t", "unlucky", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.job("t", "other", terms(5, 1), load.between(20, 200), load.between(10, 100));
      unlucky.handedBack = 0.5;

      load.until(60_000);

      assertThat(unlucky.refusals).isGreaterThan(300);
      everyTenSeconds(load, "unlucky", 0.5, 5_000, 60_000);
    });
  }

  @Test
  void aWeightThatChangesIsTheShareFromThenOn() {
    overSeeds(load -> {
      var job = load.job("t", "a", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.job("t", "b", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.until(30_000);
      load.terms(job, 5, 4);
      load.until(60_000);

      everyTenSeconds(load, "a", 0.5, 5_000, 30_000);
      everyTenSeconds(load, "a", 0.8, 31_000, 60_000);
    });
  }

  @Test
  void aPriorityThatChangesHoldsForWhatIsQueued() {
    overSeeds(load -> {
      var job = load.job("t", "a", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.job("t", "b", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.until(30_000);
      load.terms(job, 8, 1);
      load.until(31_000);
      load.until(45_000);
      load.terms(job, 2, 1);
      load.until(60_000);

      assertThat(load.share("a", 31_000, 45_000)).isBetween(0.85, 0.97);
      assertThat(load.share("a", 46_000, 60_000)).isBetween(0.03, 0.15);
    });
  }

  @Test
  void tenantsShareBeforeTheirJobsDoAndByTheirWeights() {
    overSeeds(load -> {
      load.tenantWeights.put("heavy", 2.0);
      for (int i = 0; i < 100; i++) {
        load.job("many", "m" + i, terms(5, 10), load.between(20, 200), load.between(10, 100));
      }
      load.job("one", "o", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.job("heavy", "h", terms(5, 0.01), load.between(20, 200), load.between(10, 100));

      load.until(40_000);

      everyTenSeconds(load, "o", 0.25, 5_000, 40_000);
      everyTenSeconds(load, "h", 0.5, 5_000, 40_000);
    });
  }

  @Test
  void whoIsHeldSavesNothingUp() {
    overSeeds(load -> {
      load.job("t", "held", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.job("t", "busy", terms(5, 1), load.between(20, 200), load.between(10, 100));
      load.until(10_000);
      load.board.hold("held", false, "asker");
      load.until(30_000);
      load.board.release("held");
      load.board.settle(30_000);
      load.until(45_000);

      assertThat(load.share("held", 11_500, 30_000)).isLessThan(0.01);
      everyTenSeconds(load, "held", 0.5, 30_500, 45_000);
    });
  }

  @Test
  void everyOneOfTenPrioritiesIsServedAndTheLowerOnesGetASixteenth() {
    overSeeds(load -> {
      for (int priority = 0; priority < 10; priority++) {
        load.job("t", "p" + priority, terms(priority, 1), load.between(40, 60), load.between(5, 9));
      }
      load.until(60_000);

      var calls = load.calls(0, 60_000);
      double all = calls.values().stream().mapToLong(Long::longValue).sum();
      assertThat(calls).hasSize(10);
      assertThat(1 - calls.getOrDefault("p9", 0L) / all).isCloseTo(1.0 / 16, within(0.01));
      for (int priority = 0; priority < 9; priority++) {
        assertThat(calls.getOrDefault("p" + priority, 0L) / all)
            .isCloseTo(1.0 / 16 / 9, within(0.003));
      }
    });
  }

  @Test
  void aSmallJobBehindALargeOneStartsWithTheNextSteps() {
    overSeeds(load -> {
      var large = load.job("t", "large", terms(5, 1), load.between(90, 110), load.between(90, 110));
      large.window = 2_000;
      load.until(20_000);
      load.job("t", "small", terms(5, 1), load.between(90, 110), load.between(90, 110));
      load.until(21_000);

      // four were in the pool already and one may be level with it, at about 22 ms each
      assertThat(load.firstCall("small")).isNotNull().isLessThanOrEqualTo(20_150);
    });
  }

  private static Terms terms(int priority, double weight) {
    return new Terms(priority, weight, 0, 0);
  }

  private static void everyTenSeconds(Load load, String job, double share, long from, long to) {
    for (long at = from; at + 10_000 <= to; at += 500) {
      assertThat(load.share(job, at, at + 10_000))
          .as("%s in the ten seconds after %d ms", job, at)
          .isCloseTo(share, within(POINTS));
    }
  }

  private static void overSeeds(Consumer<Load> scenario) {
    for (long seed = 1; seed <= 4; seed++) {
      try {
        scenario.accept(new Load(seed, 10_000));
      } catch (AssertionError failed) {
        throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
      }
    }
  }
}
