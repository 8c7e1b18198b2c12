package dev.windlass.workers.provider.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedLimitsTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void theSentenceAndTheWaitAreOpenAisArithmetic() {
    // 30,000 a minute are 500 a second; 890 more than an empty bucket has take 1.78 s
    var limits = limits("tpm = 30000, tburst = 30000");
    assertThat(limits.admit("gpt-4o", 30_000, 0)).isNull();

    var refusal = refused(limits.admit("gpt-4o", 890, 0));

    assertThat(refusal.seconds()).isEqualTo(1.78);
    assertThat(refusal.message())
        .contains("on tokens per min (TPM): Limit 30000, Used 30000, Requested 890.")
        .contains("Please try again in 1.78s.");
    assertThat(limits.admit("gpt-4o", 890, (long) (1.78 * SECOND))).isNull();
  }

  @Test
  void requestsAndTokensAreTakenTogetherOrNotAtAll() {
    var limits = limits("rpm = 60, burst = 2, tpm = 6000, tburst = 100");
    assertThat(limits.admit("m", 100, 0)).isNull();
    assertThat(refused(limits.admit("m", 50, 0)).type()).isEqualTo("tokens");
    // the refused one took no request: after half a second 50 tokens are there, and one request
    assertThat(limits.admit("m", 50, SECOND / 2)).isNull();
  }

  @Test
  void neverMoreThanTheBurstAndTheRateInAnyTime() {
    var limits = limits("rpm = 600, burst = 5");
    var admitted = 0;
    for (long millis = 0; millis <= 10_000; millis++) {
      admitted += limits.admit("m", 1, millis * SECOND / 1000) == null ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(5 + 100);
  }

  @Test
  void whatCanNeverFitIsSaidToBeTooLarge() {
    var refusal = refused(limits("tpm = 30000").admit("gpt-4o", 52_000, 0));

    assertThat(refusal.message())
        .startsWith("Request too large for gpt-4o")
        .contains("Requested 52000");
    assertThat(refusal.seconds()).isZero();
  }

  @Test
  void theHeadersTellLevelAndTimeToFull() {
    var limits = limits("rpm = 60, burst = 60");
    for (int i = 0; i < 10; i++) {
      limits.admit("m", 1, 0);
    }
    assertThat(limits.headers())
        .isEqualTo(
            String.join(
                "\r\n",
                "x-ratelimit-limit-requests: 60",
                "x-ratelimit-remaining-requests: 50",
                "x-ratelimit-reset-requests: 10s",
                ""));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "0.006, 6ms",
    "0.12, 120ms",
    "1, 1s",
    "1.78, 1.78s",
    "14.981, 14.981s",
    "86.4, 1m26.4s",
    "360, 6m0s",
    "3723, 1h2m3s"
  })
  void durationsArePrintedAsGoDoes(double seconds, String text) {
    assertThat(SimulatedLimits.goDuration(seconds)).isEqualTo(text);
  }

  private static SimulatedLimits.Refusal refused(SimulatedLimits.@Nullable Refusal refusal) {
    return Objects.requireNonNull(refusal, "must be refused");
  }

  private static SimulatedLimits limits(String settings) {
    return new SimulatedLimits(
        SimulatedSettings.of(ConfigFactory.parseString(settings), SimulatedSettings.ROOT), 0);
  }
}
