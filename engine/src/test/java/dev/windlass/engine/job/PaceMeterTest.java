package dev.windlass.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.job.PaceMeter.Ahead;
import org.junit.jupiter.api.Test;

class PaceMeterTest {
  private static final long SECOND = 1_000_000_000L;
  private final PaceMeter meter = new PaceMeter();

  private static Ahead ahead(double steps) {
    return new Ahead(steps, 0, 1, 0, 0, 1);
  }

  private static Ahead ahead(double steps, double flow, int sharers) {
    return new Ahead(steps, 0, 1, 0, flow, sharers);
  }

  @Test
  void theRateIsThatOfTheLastMinute() {
    for (int second = 0; second <= 120; second++) {
      long ended = second < 60 ? 0 : (second - 60) * 100L;
      meter.mark(second * SECOND, ended, ended);
    }

    assertThat(meter.linesPerSecond(120 * SECOND, 6_000)).isEqualTo(100);
    assertThat(meter.eta(120 * SECOND, ahead(6_000)).mid()).isEqualTo(60_000);
  }

  @Test
  void theBandIsWideWhereThePaceVariesAndNarrowWhereItDoesNot() {
    var even = new PaceMeter();
    for (int second = 0; second <= 60; second++) {
      long done = second * 100L;
      even.mark(second * SECOND, done, done);
      long uneven = second * 100L + (second / 10 % 2 == 0 ? second % 10 * 60L : 600L - second % 10 * 60L);
      meter.mark(second * SECOND, uneven, uneven);
    }

    var narrow = even.eta(60 * SECOND, ahead(6_000));
    var wide = meter.eta(60 * SECOND, ahead(6_000));

    assertThat(narrow.low()).isBetween(57_000L, 60_000L);
    assertThat(narrow.high()).isBetween(60_000L, 63_000L);
    assertThat(wide.high() - wide.low()).isGreaterThan(4 * (narrow.high() - narrow.low()));
    assertThat(wide.low()).isLessThan(wide.mid());
    assertThat(wide.high()).isGreaterThan(wide.mid());
  }

  @Test
  void aJobOfManyStepsIsToldBeforeItsFirstLineHasEnded() {
    for (int second = 0; second <= 10; second++) {
      meter.mark(second * SECOND, 0, second * 50L);
    }

    assertThat(meter.eta(10 * SECOND, ahead(1_500)).mid()).isEqualTo(30_000);
  }

  @Test
  void nothingIsFasterThanTheLimitThatBinds() {
    for (int second = 0; second <= 20; second++) { // a burst before the limit bound
      meter.mark(second * SECOND, second * 20L, second * 20L);
    }

    var eta = meter.eta(20 * SECOND, ahead(5_000, 10, 1));

    assertThat(eta.low()).isEqualTo(499_000); // a second of burst
    assertThat(eta.mid()).isEqualTo(500_000);
  }

  @Test
  void aJobThatHasNotMovedYetIsToldByTheLimitAlone() {
    meter.mark(0, 0, 0);

    var alone = meter.eta(0, ahead(5_000, 10, 1));
    assertThat(alone.mid()).isEqualTo(500_000);
    assertThat(alone.low()).isEqualTo(499_000);
    assertThat(alone.high()).isEqualTo(625_000);

    var withAnother = meter.eta(0, ahead(5_000, 10, 2));
    assertThat(withAnother.mid()).isEqualTo(1_000_000);
    assertThat(withAnother.low()).as("the other may end soon").isEqualTo(499_000);
  }

  @Test
  void withoutProgressOrALimitTheEndIsNotKnown() {
    meter.mark(0, 0, 0);
    meter.mark(9 * SECOND, 0, 0);

    assertThat(meter.eta(10 * SECOND, ahead(5))).isEqualTo(PaceMeter.Eta.NONE);
    assertThat(meter.eta(10 * SECOND, ahead(0))).isEqualTo(PaceMeter.Eta.NOW);
  }

  @Test
  void whatWasMeasuredUnderAnotherLimitIsForgotten() {
    for (int second = 0; second <= 30; second++) {
      meter.mark(second * SECOND, second * 10L, second * 10L);
    }
    assertThat(meter.eta(30 * SECOND, ahead(1_000, 10, 1)).mid()).isEqualTo(100_000);

    assertThat(meter.eta(30 * SECOND, ahead(1_000, 100, 1)).mid()).isEqualTo(10_000);
  }

  @Test
  void theLastCallsAreNoLongerCoveredByOthers() {
    for (int second = 0; second <= 30; second++) {
      meter.mark(second * SECOND, second * 10L, second * 10L);
    }

    // 200 in flight at 10 a second: a call takes 20 s, and so does the last one
    var eta = meter.eta(30 * SECOND, new Ahead(1, 0, 1, 200, 0, 1));

    assertThat(eta.low()).isLessThan(1_000);
    assertThat(eta.high()).isGreaterThan(20_000);
  }
}
