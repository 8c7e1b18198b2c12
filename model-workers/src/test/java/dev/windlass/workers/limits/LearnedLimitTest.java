package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedLimitTest {
  private final LearnedLimit learned = new LearnedLimit();

  @Test
  void thePeriodOfALimitFollowsFromItsRefill() {
    // 100 missing of 6000, full again in 1 s: 100 a second, so 6000 is a minute's worth
    assertThat(hear("6000", "5900", "1.000s", false).get(LimitKey.RPM)).isEqualTo(6000.0);
  }

  @Test
  void aLimitOfADayIsNotTakenForOneOfAMinute() {
    // Groq: 1000 a day, 10 missing are back in 864 s
    var figures = hear("1000", "990", "14m24s", false);
    assertThat(figures.get(LimitKey.RPD)).isEqualTo(1000.0);
    assertThat(figures.get(LimitKey.RPM)).isNull();
  }

  @Test
  void roundedNumbersAreNotBelieved() {
    assertThat(hear("6000", "5999", "1s", false).isEmpty()).isTrue();
    assertThat(hear("6000", "5990", "1s", false).isEmpty()).isTrue();
  }

  @Test
  void aLimitThatShrinksIsFollowedAndOneThatGrowsToo() {
    hear("6000", "5900", "1.000s", false);
    assertThat(hear("600", "599", "1s", false).get(LimitKey.RPM)).isEqualTo(600.0);
    assertThat(hear("3000", "2999", "1s", false).get(LimitKey.RPM)).isEqualTo(3000.0);
  }

  @Test
  void aRefusalMakesALowerLimitOfUnknownPeriodOneOfAMinute() {
    var configured = new LimitFigures(Map.of(LimitKey.RPM, 6000.0));
    assertThat(heard("300", "0", "1s", false, configured).isEmpty()).isTrue();
    assertThat(heard("300", "0", "1s", true, configured).get(LimitKey.RPM)).isEqualTo(300.0);
  }

  private LimitFigures hear(String limit, String left, String reset, boolean refused) {
    return heard(limit, left, reset, refused, LimitFigures.NONE);
  }

  private LimitFigures heard(
      String limit, String left, String reset, boolean refused, LimitFigures configured) {
    var headers =
        Map.of(
            "x-ratelimit-limit-requests", limit,
            "x-ratelimit-remaining-requests", left,
            "x-ratelimit-reset-requests", reset);
    return learned.heard(LimitSignals.readings(headers, Instant.EPOCH), refused, configured);
  }
}
