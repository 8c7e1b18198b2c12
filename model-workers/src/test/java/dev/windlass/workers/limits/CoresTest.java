package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CoresTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;

  @Test
  void oneRefusalIsChanceAndTwoAreARateThatIsTooHigh() {
    var trim = new RateTrim();
    trim.refused(0);
    assertThat(trim.part(0)).isEqualTo(1);
    trim.served(SECOND);
    trim.refused(2 * SECOND);
    assertThat(trim.part(2 * SECOND)).isCloseTo(0.7, within(1e-9));
    assertThat(trim.part(7 * SECOND)).isCloseTo(0.95, within(1e-9));
    assertThat(trim.part(12 * SECOND)).isEqualTo(1);
  }

  @Test
  void aStormOfRefusalsCutsTheRateOnlyOnce() {
    var trim = new RateTrim();
    trim.refused(0);
    trim.served(SECOND);
    for (int i = 2; i < 62; i++) {
      trim.refused(i * SECOND);
    }
    assertThat(trim.part(72 * SECOND)).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void theFirstCallsReserveHalfAsMuchAgainAndLaterOnesWhatWasLearned() {
    var sizes = new AnswerSizes();
    assertThat(sizes.expect(100, 50, 0)).isEqualTo(new Reserve(150, 75));
    for (int i = 0; i < 100; i++) {
      sizes.learn(100, 4096, new Reserve(80, 20));
    }
    var learned = sizes.expect(100, 4096, 10);
    assertThat(learned.input()).isBetween(80L, 82L);
    assertThat(learned.output()).isBetween(20L, 25L);
    assertThat(sizes.expect(100, 5, 10).output()).isEqualTo(5);
  }

  @Test
  void usageIsThatOfTheLastMinute() {
    var used = new UsageWindow();
    used.add(10, 0);
    used.add(5, 30 * SECOND);
    assertThat(used.last(60, 59 * SECOND)).isEqualTo(15);
    assertThat(used.last(60, 61 * SECOND)).isEqualTo(5);
    assertThat(used.last(60, 500 * SECOND)).isEqualTo(0);
  }

  @Test
  void aBucketWithoutABurstHoldsASecondsWorthAndADaysBucketTheDay() {
    var figures =
        new LimitFigures(Map.of(LimitKey.RPM, 6000.0, LimitKey.TPM, 90_000.0, LimitKey.RPD, 500.0));
    assertThat(figures.meters())
        .containsExactlyInAnyOrder(
            new Meter(LimitKey.RPM, 100, 100, 1),
            new Meter(LimitKey.TPM, 1500, 1500, 90_000),
            new Meter(LimitKey.RPD, 500.0 / 86_400, 500, 500));
  }
}
