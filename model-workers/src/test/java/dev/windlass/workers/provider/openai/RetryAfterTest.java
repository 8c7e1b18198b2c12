package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "6ms, 6",
    "119ms, 119",
    "14.981s, 14981",
    "1m26.4s, 86400",
    "6m0s, 360000",
    "1h2m3s, 3723000",
    "1.78s. Visit https://example.com, 1780",
    "120ms., 120",
    "20s, 20000",
    "1d2h, 93600000",
  })
  void aDurationIsReadAsGoPrintsIt(String text, long millis) {
    assertThat(RetryAfter.goDuration(text, 0)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"''", "soon", "12", "s", "..s", "-3s", "1..2s"})
  void whatIsNoDurationSaysNothing(String text) {
    assertThat(RetryAfter.goDuration(text, 0)).isNull();
  }

  @Test
  void millisecondsWinOverSecondsAndSecondsOverTheSentence() {
    var sentence = error("Please try again in 1.78s. Visit ...");
    assertThat(of(Map.of("retry-after-ms", "1780", "retry-after", "2"), sentence))
        .isEqualTo(ms(1780));
    assertThat(of(Map.of("retry-after", "2"), sentence)).isEqualTo(ms(2000));
    assertThat(of(Map.of(), sentence)).isEqualTo(ms(1780));
    assertThat(of(Map.of("retry-after", "nonsense"), sentence)).isEqualTo(ms(1780));
  }

  @Test
  void aDateIsReadAsTheTimeUntilThen() {
    assertThat(of(Map.of("retry-after", "Sun, 1 Mar 2026 12:00:30 GMT"), ErrorBody.NONE))
        .isEqualTo(ms(30_000));
  }

  @Test
  void aTimeThatIsPastOrZeroSaysNothing() {
    assertThat(of(Map.of("retry-after", "Sun, 1 Mar 2026 11:59:30 GMT"), ErrorBody.NONE)).isNull();
    assertThat(of(Map.of("retry-after", "0"), ErrorBody.NONE)).isNull();
    assertThat(of(Map.of("retry-after", "-5"), ErrorBody.NONE)).isNull();
    assertThat(of(Map.of(), ErrorBody.NONE)).isNull();
  }

  @Test
  void nonsenseLastsAWeekAtMost() {
    assertThat(of(Map.of("retry-after", "99999999999999"), ErrorBody.NONE))
        .isEqualTo(Duration.ofDays(7));
  }

  @Test
  void googlesRetryInfoIsRead() {
    var body =
        """
        [{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[
          {"@type":"type.googleapis.com/google.rpc.Help"},
          {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"37s"}]}}]
        """;
    assertThat(of(Map.of(), ErrorBody.read(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
        .isEqualTo(ms(37_000));
  }

  private static @Nullable Duration of(Map<String, String> headers, ErrorBody error) {
    return RetryAfter.of(headers, error, NOW);
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static ErrorBody error(String message) {
    return ErrorBody.said(message);
  }
}
