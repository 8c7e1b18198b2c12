package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
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
  void twoMissingForSecondsCanOnlyBeADay() {
    // recorded at OpenAI: 10,000 a minute would have them back in 12 ms
    var figures = hear("10000", "9998", "14.981s", false);
    assertThat(figures.get(LimitKey.RPD)).isEqualTo(10_000.0);
    assertThat(hearTokens("200000", "199603", "119ms").get(LimitKey.TPM)).isEqualTo(200_000.0);
  }

  @Test
  void groqsRecordedTokensAreAMinutes() {
    assertThat(hearTokens("8000", "3164", "36.27s").get(LimitKey.TPM)).isEqualTo(8000.0);
  }

  @Test
  void roundedNumbersAreNotBelieved() {
    assertThat(hear("6000", "5999", "1s", false).isEmpty()).isTrue();
    assertThat(hear("6000", "5999", "10ms", false).isEmpty()).isTrue();
  }

  @Test
  void manyRoundedNumbersTogetherAreBelieved() {
    // 100 a second, 1 to 3 missing: none of these tells much, all of them tell a minute
    hear("6000", "5998", "11ms", false);
    hear("6000", "5999", "9ms", false);
    hear("6000", "5997", "29ms", false);
    assertThat(hear("6000", "5997", "21ms", false).get(LimitKey.RPM)).isEqualTo(6000.0);
  }

  @Test
  void anUnusualPeriodIsTakenAsItIsAndTheLimitBoundsWhatGoesAtOnce() {
    // 37 at once, filled at 100 a second
    LimitFigures figures = LimitFigures.NONE;
    for (double missing = 0.5; missing < 37; missing += 0.7) {
      figures =
          hear("37", Long.toString((long) (37 - missing)), (long) (missing * 10) + "ms", false);
    }
    assertThat(figures.get(LimitKey.RPM)).isCloseTo(6000, within(150.0));
    assertThat(figures.get(LimitKey.BURST)).isEqualTo(37.0);
    var configured = new LimitFigures(Map.of(LimitKey.RPM, 600.0));
    // ten a second hold ten, whatever the provider's bucket holds
    assertThat(configured.lowered(figures).meters())
        .containsExactly(new Meter(LimitKey.RPM, 10, 10, 1));
  }

  @Test
  void whateverTheRateIsItIsFoundFromRoundedReadings() {
    var random = new Random(11);
    for (int i = 0; i < 300; i++) {
      double perSecond = Math.exp(random.nextDouble() * Math.log(5000)) * 0.2;
      double limit = Math.rint(1 + perSecond * (0.2 + 80 * random.nextDouble()));
      var one = new LearnedLimit();
      for (int n = 0; n < 300; n++) {
        double missing = limit * random.nextDouble();
        long millis = (long) (missing / perSecond * 1000);
        long left = (long) (limit - missing);
        one.heard(
            LimitSignals.readings(headers("requests", limit, left, millis + "ms"), Instant.EPOCH),
            false,
            LimitFigures.NONE);
      }
      var found = one.figures().get(LimitKey.RPM);
      if (limit >= 12 && limit / perSecond < 3600 && limit / perSecond > 0.2) {
        assertThat(found)
            .as("%s a second of %s", perSecond, limit)
            .isBetween(60 * 0.95 * perSecond, 60 * 1.05 * perSecond);
      } else if (found != null) {
        assertThat(found / 60 / perSecond).isBetween(0.7, 1.4);
      }
    }
  }

  @Test
  void aLimitThatShrinksIsFollowedAtOnceAndOneThatGrowsAfterSomeReadings() {
    hear("6000", "5900", "1.000s", false);
    assertThat(hear("600", "599", "100ms", false).get(LimitKey.RPM)).isEqualTo(600.0);
    for (int i = 0; i < 4; i++) {
      assertThat(hear("3000", "2999", "20ms", false).get(LimitKey.RPM)).isEqualTo(600.0);
    }
    assertThat(hear("3000", "2999", "20ms", false).get(LimitKey.RPM)).isEqualTo(3000.0);
  }

  @Test
  void aRefillThatBecomesSlowerIsBelievedAtTheSecondReading() {
    hear("100", "50", "500ms", false);
    assertThat(hear("100", "40", "600ms", false).get(LimitKey.RPM)).isEqualTo(6000.0);
    assertThat(hear("100", "50", "1.000s", false).get(LimitKey.RPM)).isEqualTo(6000.0);
    assertThat(hear("100", "50", "1.001s", false).get(LimitKey.RPM)).isCloseTo(3000, within(90.0));
    for (int i = 0; i < 4; i++) {
      assertThat(hear("100", "50", "500ms", false).get(LimitKey.RPM)).isLessThan(3100);
    }
    assertThat(hear("100", "50", "500ms", false).get(LimitKey.RPM)).isEqualTo(6000.0);
  }

  @Test
  void anthropicsThousandsAndWholeSecondsTellAMinute() {
    LimitFigures figures = LimitFigures.NONE;
    for (int left = 29; left >= 10; left--) {
      // 500 a second
      int seconds = (30 - left) * 2;
      figures =
          learned.heard(
              LimitSignals.readings(
                  Map.of(
                      "date",
                      "Thu, 01 Jan 1970 00:00:00 GMT",
                      "anthropic-ratelimit-input-tokens-limit",
                      "30000",
                      "anthropic-ratelimit-input-tokens-remaining",
                      left + "000",
                      "anthropic-ratelimit-input-tokens-reset",
                      Instant.EPOCH.plusSeconds(seconds).toString()),
                  Instant.EPOCH),
              false,
              LimitFigures.NONE);
    }
    assertThat(figures.get(LimitKey.ITPM)).isEqualTo(30_000.0);
  }

  @Test
  void aNamedPeriodNeedsNoDeriving() {
    var figures =
        learned.heard(
            LimitSignals.readings(
                Map.of(
                    "x-ratelimit-limit-requests-day", "14400",
                    "x-ratelimit-remaining-requests-day", "14400",
                    "x-ratelimit-limit-tokens-minute", "60000",
                    "x-ratelimit-remaining-tokens-minute", "60000"),
                Instant.EPOCH),
            false,
            LimitFigures.NONE);
    assertThat(figures.values()).isEqualTo(Map.of(LimitKey.RPD, 14_400.0, LimitKey.TPM, 60_000.0));
  }

  @Test
  void theEndOfAWindowSaysNothingAboutItsRate() {
    // a window of an hour that ends in a moment is not a limit of a moment
    for (int i = 0; i < 10; i++) {
      var figures =
          learned.heard(
              LimitSignals.readings(
                  Map.of(
                      "x-ratelimit-limit", "100",
                      "x-ratelimit-remaining", "0",
                      "x-ratelimit-reset", "2"),
                  Instant.EPOCH),
              true,
              LimitFigures.NONE);
      assertThat(figures.isEmpty()).isTrue();
    }
  }

  @Test
  void aRefusalWithoutAnyClueMakesALowerLimitOneOfAMinute() {
    var configured = new LimitFigures(Map.of(LimitKey.RPM, 6000.0));
    assertThat(heard("300", "0", "soon", false, configured).isEmpty()).isTrue();
    assertThat(heard("300", "0", "soon", true, configured).get(LimitKey.RPM)).isEqualTo(300.0);
  }

  @Test
  void aRefusalWhoseResetSpeaksAgainstAMinuteMakesItNone() {
    var configured = new LimitFigures(Map.of(LimitKey.RPM, 6000.0));
    // 100 that are back in about a second are no minute's worth
    assertThat(heard("100", "0", "1s", true, configured).get(LimitKey.RPM)).isNull();
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

  private LimitFigures hearTokens(String limit, String left, String reset) {
    var headers = headers("tokens", Double.parseDouble(limit), Long.parseLong(left), reset);
    return learned.heard(LimitSignals.readings(headers, Instant.EPOCH), false, LimitFigures.NONE);
  }

  private static Map<String, String> headers(String unit, double limit, long left, String reset) {
    var headers = new HashMap<String, String>();
    headers.put("x-ratelimit-limit-" + unit, Long.toString((long) limit));
    headers.put("x-ratelimit-remaining-" + unit, Long.toString(left));
    headers.put("x-ratelimit-reset-" + unit, reset);
    return headers;
  }
}
