package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitSignalsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void goDurationsAreReadAsProvidersWriteThem() {
    assertThat(LimitSignals.goDuration("6ms")).isEqualTo(6_000_000L);
    assertThat(LimitSignals.goDuration("1s")).isEqualTo(1_000_000_000L);
    assertThat(LimitSignals.goDuration("14.981s")).isEqualTo(14_981_000_000L);
    assertThat(LimitSignals.goDuration("1m26.4s")).isEqualTo(86_400_000_000L);
    assertThat(LimitSignals.goDuration("6m0s")).isEqualTo(360_000_000_000L);
    assertThat(LimitSignals.goDuration("1h2m3s")).isEqualTo(3_723_000_000_000L);
  }

  @Test
  void nonsenseIsNoDuration() {
    for (var text :
        new String[] {"", "s", "5", "-1s", "1x", "1.2.3s", "one", "1s1", "9".repeat(99) + "s"}) {
      assertThat(LimitSignals.goDuration(text)).as(text).isEqualTo(-1);
    }
  }

  @Test
  void aTimeToStayAwayIsReadInEveryFormThatIsInUse() {
    assertThat(retryAfter("retry-after", "5")).isEqualTo(Duration.ofSeconds(5));
    assertThat(retryAfter("retry-after", "0.5")).isEqualTo(Duration.ofMillis(500));
    assertThat(retryAfter("retry-after-ms", "120")).isEqualTo(Duration.ofMillis(120));
    assertThat(retryAfter("retry-after", "Fri, 20 Nov 2026 12:00:07 GMT"))
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aTimeThatIsOverOrNoTimeIsNotSaid() {
    assertThat(retryAfter("retry-after", "0")).isNull();
    assertThat(retryAfter("retry-after", "-5")).isNull();
    assertThat(retryAfter("retry-after", "soon")).isNull();
    assertThat(retryAfter("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT")).isNull();
    assertThat(LimitSignals.retryAfter(Map.of(), NOW)).isNull();
  }

  @Test
  void noTimeIsLongerThanTenMinutes() {
    assertThat(retryAfter("retry-after", "999999999")).isEqualTo(Duration.ofMinutes(10));
    assertThat(retryAfter("retry-after", "Fri, 20 Nov 2099 12:00:00 GMT"))
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void bothBucketsOfAnOpenAiAnswerAreRead() {
    var readings =
        LimitSignals.readings(
            Map.of(
                "x-ratelimit-limit-requests", "10000",
                "x-ratelimit-remaining-requests", "9998",
                "x-ratelimit-reset-requests", "14.981s",
                "x-ratelimit-limit-tokens", "200000",
                "x-ratelimit-remaining-tokens", "199603",
                "x-ratelimit-reset-tokens", "119ms"),
            NOW);
    assertThat(readings)
        .containsExactly(
            new LimitSignals.Reading(
                LimitKey.Unit.REQUESTS, 10000, 9998, 14_981_000_000L, 1_000_000L),
            new LimitSignals.Reading(
                LimitKey.Unit.TOKENS, 200000, 199603, 119_000_000L, 1_000_000L));
  }

  @Test
  void anthropicsResetIsATimeOfDay() {
    var readings =
        LimitSignals.readings(
            Map.of(
                "anthropic-ratelimit-input-tokens-limit", "30000",
                "anthropic-ratelimit-input-tokens-remaining", "28000",
                "anthropic-ratelimit-input-tokens-reset", "2026-11-20T12:00:04Z"),
            NOW);
    assertThat(readings)
        .containsExactly(
            new LimitSignals.Reading(
                LimitKey.Unit.INPUT, 30000, 28000, 4_000_000_000L, 1_000_000_000L));
  }

  @Test
  void contradictionsReadAsNothingSaid() {
    var readings =
        LimitSignals.readings(
            Map.of(
                "x-ratelimit-limit-requests", "100",
                "x-ratelimit-remaining-requests", "-1",
                "x-ratelimit-reset-requests", "1970-01-01T00:00:00Z",
                "x-ratelimit-limit-tokens", "-7",
                "x-ratelimit-reset-tokens", "1000000000000s"),
            NOW);
    assertThat(readings)
        .containsExactly(
            new LimitSignals.Reading(LimitKey.Unit.REQUESTS, 100, -1, 0, 1_000_000_000L));
  }

  private static @Nullable Duration retryAfter(String name, String value) {
    return LimitSignals.retryAfter(Map.of(name, value), NOW);
  }
}
