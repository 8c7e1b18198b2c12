package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.workers.limits.RefusalKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTableTest {
  private static final String GOOGLE =
      """
      {"error":{"code":429,"message":"You exceeded your current quota, please check your plan and \
      billing details.","status":"RESOURCE_EXHAUSTED","details":[\
      {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":\
      "generativelanguage.googleapis.com/generate_content_free_tier_requests","quotaId":"%s",\
      "quotaDimensions":{"location":"global","model":"gemini-2.0-flash"},"quotaValue":"5"}]}%s]}}\
      """;
  private static final String RETRY_INFO =
      ",{\"@type\":\"type.googleapis.com/google.rpc.Help\"},"
          + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"37s\"}";

  static Stream<Arguments> refusals() {
    return Stream.of(
        openAi(
            "Rate limit reached for gpt-4o in organization org-1 on tokens per min (TPM): Limit"
                + " 30000, Used 30000, Requested 890. Please try again in 1.78s.",
            "rate_limit_exceeded",
            RefusalKind.RATE),
        openAi(
            "Rate limit reached for gpt-4o on requests per min (RPM): Limit 500, Used 500,"
                + " Requested 1. Please try again in 120ms.",
            "rate_limit_exceeded",
            RefusalKind.RATE),
        openAi(
            "Rate limit reached for gpt-4o on requests per day (RPD): Limit 10000, Used 10000,"
                + " Requested 1. Please try again in 8.64s.",
            "rate_limit_exceeded",
            RefusalKind.DAILY),
        openAi(
            "Rate limit reached for model `llama` in organization `org` service tier `on_demand`"
                + " on tokens per day (TPD): Limit 500000, Used 499000, Requested 2000.",
            "rate_limit_exceeded",
            RefusalKind.DAILY),
        openAi(
            "Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit"
                + " 30000, Requested 52000. The input or output tokens must be reduced in order to"
                + " run successfully.",
            "rate_limit_exceeded",
            RefusalKind.TOO_LARGE),
        openAi(
            "This is too much on tokens per min (TPM): Limit 30000, Requested 52000.",
            "rate_limit_exceeded",
            RefusalKind.TOO_LARGE),
        openAi(
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
            RefusalKind.QUOTA),
        openAi("Request rate increased too quickly.", "limit_burst_rate", RefusalKind.SLOPE),
        openAi("Too many requests, please slow down.", "429", RefusalKind.RATE),
        openAi("The engine is currently overloaded", "429", null),
        told(
            429,
            "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"This"
                + " request would exceed your organization's rate limit of 30,000 input tokens per"
                + " minute\"}}",
            RefusalKind.RATE),
        told(
            429,
            "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"This"
                + " request would exceed your organization's acceleration limit\"}}",
            RefusalKind.SLOPE),
        told(
            429,
            GOOGLE.formatted("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", RETRY_INFO),
            RefusalKind.RATE),
        told(
            429,
            GOOGLE.formatted("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", ""),
            RefusalKind.RATE),
        told(
            429,
            GOOGLE.formatted("GenerateRequestsPerDayPerProjectPerModel-FreeTier", RETRY_INFO),
            RefusalKind.DAILY),
        told(
            429,
            "[" + GOOGLE.formatted("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "") + "]",
            RefusalKind.DAILY),
        told(429, GOOGLE.formatted("ProjectSpendLimit", ""), RefusalKind.QUOTA),
        told(
            429,
            "{\"error\":{\"message\":\"Your project has exceeded its spending cap\"}}",
            RefusalKind.QUOTA),
        told(402, "{\"error\":{\"message\":\"Insufficient Balance\"}}", RefusalKind.QUOTA),
        told(429, "", RefusalKind.RATE),
        told(429, "<html>", RefusalKind.RATE),
        told(503, "{\"error\":{\"message\":\"Slow Down\"}}", RefusalKind.SLOPE),
        told(503, "{\"error\":{\"message\":\"The engine is currently overloaded\"}}", null),
        told(529, "{\"error\":{\"type\":\"overloaded_error\"}}", null),
        told(500, "", null),
        told(413, "", null));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void everyRefusalHasItsKind(int status, String body, @Nullable RefusalKind expected) {
    assertThat(RefusalTable.of(status, read(body))).isEqualTo(expected);
  }

  @Test
  void theSentenceTellsTheLimitAndItsTime() {
    var minute =
        read(
            "{\"error\":{\"message\":\"Rate limit reached on tokens per min (TPM): Limit 30000,"
                + " Used 29500, Requested 890.\"}}");
    assertThat(RefusalTable.figures(minute, Map.of()))
        .isEqualTo(
            Map.of(
                "x-ratelimit-limit-tokens-minute", "30000",
                "x-ratelimit-remaining-tokens-minute", "500"));
    assertThat(RefusalTable.figures(minute, Map.of("x-ratelimit-limit-tokens", "30000"))).isEmpty();
    assertThat(RefusalTable.figures(read("{\"error\":\"no\"}"), Map.of())).isEmpty();
  }

  @Test
  void googlesRetryInfoIsReadWhereverItStands() {
    var error = read("[" + GOOGLE.formatted("GenerateRequestsPerMinute", RETRY_INFO) + "]");
    assertThat(RetryAfter.of(Map.of(), error, Instant.EPOCH)).isEqualTo(Duration.ofSeconds(37));
  }

  private static ErrorBody read(String body) {
    return ErrorBody.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Arguments openAi(String message, String code, @Nullable RefusalKind kind) {
    return told(
        429,
        "{\"error\":{\"message\":\"%s\",\"type\":\"requests\",\"code\":\"%s\"}}"
            .formatted(message, code),
        kind);
  }

  private static Arguments told(int status, String body, @Nullable RefusalKind kind) {
    return Arguments.of(status, body, kind);
  }
}
