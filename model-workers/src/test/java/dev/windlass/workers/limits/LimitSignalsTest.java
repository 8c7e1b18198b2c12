package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitSignalsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void goDurationsAreReadAsProvidersWriteThem() {
    assertThat(SaidTimes.goDuration("6ms")).isEqualTo(6_000_000L);
    assertThat(SaidTimes.goDuration("1s")).isEqualTo(1_000_000_000L);
    assertThat(SaidTimes.goDuration("14.981s")).isEqualTo(14_981_000_000L);
    assertThat(SaidTimes.goDuration("1m26.4s")).isEqualTo(86_400_000_000L);
    assertThat(SaidTimes.goDuration("6m0s")).isEqualTo(360_000_000_000L);
    assertThat(SaidTimes.goDuration("1h2m3s")).isEqualTo(3_723_000_000_000L);
  }

  @Test
  void nonsenseIsNoDuration() {
    for (var text :
        new String[] {"", "s", "5", "-1s", "1x", "1.2.3s", "one", "1s1", "9".repeat(99) + "s"}) {
      assertThat(SaidTimes.goDuration(text)).as(text).isEqualTo(-1);
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
  void aDateIsComparedWithTheAnswersOwnClock() {
    var headers =
        Map.of(
            "retry-after", "Fri, 20 Nov 2026 15:00:07 GMT",
            "date", "Fri, 20 Nov 2026 15:00:00 GMT");
    assertThat(LimitSignals.retryAfter(headers, NOW)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void theEndOfAWindowIsTheTimeToComeAgain() {
    // OpenRouter: milliseconds since 1970
    var openRouter =
        Map.of(
            "x-ratelimit-limit", "20",
            "x-ratelimit-remaining", "0",
            "x-ratelimit-reset", Long.toString(NOW.plusSeconds(37).toEpochMilli()));
    assertThat(LimitSignals.retryAfter(openRouter, NOW)).isEqualTo(Duration.ofSeconds(37));
    var ietf = Map.of("ratelimit", "\"default\";r=0;t=30");
    assertThat(LimitSignals.retryAfter(ietf, NOW)).isEqualTo(Duration.ofSeconds(30));
    assertThat(LimitSignals.retryAfter(Map.of("ratelimit", "\"default\";r=5;t=30"), NOW)).isNull();
  }

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;

  @Test
  void bothBucketsOfAnOpenAiAnswerAreRead() {
    assertThat(
            read(
                "x-ratelimit-limit-requests", "10000",
                "x-ratelimit-remaining-requests", "9998",
                "x-ratelimit-reset-requests", "14.981s",
                "x-ratelimit-limit-tokens", "200000",
                "x-ratelimit-remaining-tokens", "199603",
                "x-ratelimit-reset-tokens", "119ms"))
        .containsExactlyInAnyOrder(
            reading("requests", LimitKey.Unit.REQUESTS, 10000, 9998, 14_981 * MILLI, MILLI),
            reading("tokens", LimitKey.Unit.TOKENS, 200000, 199603, 119 * MILLI, MILLI));
  }

  @Test
  void aProjectsShareIsABucketOfItsOwn() {
    assertThat(
            read(
                "x-ratelimit-limit-project-tokens", "50000",
                "x-ratelimit-remaining-project-tokens", "49000",
                "x-ratelimit-reset-project-tokens", "1.2s"))
        .containsExactly(
            reading(
                "project-tokens", LimitKey.Unit.TOKENS, 50000, 49000, 1200 * MILLI, 100 * MILLI));
  }

  @Test
  void azureMaySayOnlyWhatIsLeft() {
    assertThat(read("x-ratelimit-remaining-requests", "17"))
        .containsExactly(reading("requests", LimitKey.Unit.REQUESTS, -1, 17, -1, SECOND));
  }

  @Test
  void cerebrasNamesThePeriodAndWritesSeconds() {
    assertThat(
            read(
                "x-ratelimit-limit-requests-day", "14400",
                "x-ratelimit-remaining-requests-day", "14398",
                "x-ratelimit-reset-requests-day", "33011.382867",
                "x-ratelimit-limit-tokens-minute", "60000",
                "x-ratelimit-remaining-tokens-minute", "59000",
                "x-ratelimit-reset-tokens-minute", "11.38"))
        .extracting(Reading::name, Reading::period, Reading::limit, Reading::resetNanos)
        .containsExactlyInAnyOrder(
            tuple("requests-day", 86_400.0, 14400.0, 33_011_382_867_000L),
            tuple("tokens-minute", 60.0, 60000.0, 11_380_000_000L));
  }

  @Test
  void anthropicsResetIsATimeOfDayAndItsTokensAreRoundedToThousands() {
    assertThat(
            read(
                "anthropic-ratelimit-input-tokens-limit", "30000",
                "anthropic-ratelimit-input-tokens-remaining", "28000",
                "anthropic-ratelimit-input-tokens-reset", "2026-11-20T12:00:04Z"))
        .containsExactly(
            new Reading(
                "anthropic-ratelimit-input-tokens",
                LimitKey.Unit.INPUT,
                30000,
                28000,
                500,
                4 * SECOND,
                3 * SECOND,
                0,
                false));
  }

  @Test
  void anthropicsResetIsComparedWithTheAnswersOwnClock() {
    var reading =
        read(
                "date", "Fri, 20 Nov 2026 09:59:58 GMT",
                "anthropic-ratelimit-requests-limit", "50",
                "anthropic-ratelimit-requests-remaining", "45",
                "anthropic-ratelimit-requests-reset", "2026-11-20T10:00:04Z")
            .getFirst();
    assertThat(reading.resetNanos()).isEqualTo(6 * SECOND);
    assertThat(reading.resolutionNanos()).isEqualTo(2 * SECOND);
  }

  @Test
  void aPriorityTierIsNoLimitBesideTheOrdinaryOne() {
    var both =
        read(
            "anthropic-priority-input-tokens-limit", "10000",
            "anthropic-priority-input-tokens-remaining", "0",
            "anthropic-ratelimit-input-tokens-limit", "30000",
            "anthropic-ratelimit-input-tokens-remaining", "30000");
    assertThat(both).extracting(Reading::limit).containsExactly(30000.0);
    assertThat(read("anthropic-priority-input-tokens-limit", "10000"))
        .extracting(Reading::limit)
        .containsExactly(10000.0);
    assertThat(read("anthropic-fast-input-tokens-limit", "10000")).isEmpty();
  }

  @Test
  void theIetfsFieldsAreRead() {
    assertThat(
            read(
                "ratelimit-policy", "\"default\";q=100;w=60",
                "ratelimit", "\"default\";r=50;t=30"))
        .containsExactly(
            new Reading("ietf", LimitKey.Unit.REQUESTS, 100, 50, 1, 30 * SECOND, SECOND, 60, true));
    assertThat(
            read(
                "ratelimit-limit",
                "100, 100;w=60",
                "ratelimit-remaining",
                "7",
                "ratelimit-reset",
                "30"))
        .containsExactly(
            new Reading("ietf", LimitKey.Unit.REQUESTS, 100, 7, 1, 30 * SECOND, SECOND, 0, true));
  }

  @Test
  void contradictionsReadAsNothingSaid() {
    assertThat(
            read(
                "x-ratelimit-limit-requests", "100",
                "x-ratelimit-remaining-requests", "-1",
                "x-ratelimit-reset-requests", "1970-01-01T00:00:00Z",
                "x-ratelimit-limit-tokens", "-7",
                "x-ratelimit-reset-tokens", "1000000000000s"))
        .containsExactly(
            new Reading("requests", LimitKey.Unit.REQUESTS, 100, -1, 1, 0, 3 * SECOND, 0, false));
    var far =
        read(
            "x-ratelimit-limit-tokens", "100",
            "x-ratelimit-remaining-tokens", "900",
            "x-ratelimit-reset-tokens", "1000000000000s");
    assertThat(far.getFirst().remaining()).isEqualTo(100);
    assertThat(far.getFirst().resetNanos()).isEqualTo(-1);
  }

  @Test
  void garbageNeverBreaksTheReader() {
    var random = new Random(7);
    var names =
        Stream.of(
                HeaderNames.BY_LIMIT.keySet(),
                HeaderNames.BY_REMAINING.keySet(),
                Set.of("ratelimit", "ratelimit-policy", "retry-after", "date"))
            .flatMap(Set::stream)
            .toList();
    for (int i = 0; i < 20_000; i++) {
      var headers = new HashMap<String, String>();
      for (int j = 0; j < 4; j++) {
        var text = new StringBuilder();
        for (int k = random.nextInt(12); k > 0; k--) {
          text.append("0123456789.-:TZ;=,\"rqwtmsh".charAt(random.nextInt(26)));
        }
        headers.put(names.get(random.nextInt(names.size())), text.toString());
      }
      for (var reading : LimitSignals.readings(headers, NOW)) {
        assertThat(reading.limit()).isLessThanOrEqualTo(1e12);
        assertThat(reading.resetNanos()).isLessThanOrEqualTo(25L * 3600 * SECOND);
      }
      var away = LimitSignals.retryAfter(headers, NOW);
      assertThat(away == null || away.compareTo(LimitSignals.LONGEST) <= 0).isTrue();
    }
  }

  private static List<Reading> read(String... headers) {
    var map = new HashMap<String, String>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    return LimitSignals.readings(map, NOW);
  }

  private static Reading reading(
      String name, LimitKey.Unit unit, double limit, double left, long reset, long exact) {
    return new Reading(name, unit, limit, left, 1, reset, exact, 0, false);
  }

  private static @Nullable Duration retryAfter(String name, String value) {
    return LimitSignals.retryAfter(Map.of(name, value), NOW);
  }
}
