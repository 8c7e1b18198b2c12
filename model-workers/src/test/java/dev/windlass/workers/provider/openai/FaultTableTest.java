package dev.windlass.workers.provider.openai;

import static dev.windlass.engine.protocol.FailureClass.AUTH;
import static dev.windlass.engine.protocol.FailureClass.BAD_REQUEST;
import static dev.windlass.engine.protocol.FailureClass.CONTENT_FILTER;
import static dev.windlass.engine.protocol.FailureClass.CONTEXT_LENGTH;
import static dev.windlass.engine.protocol.FailureClass.NOT_FOUND;
import static dev.windlass.engine.protocol.FailureClass.OVERLOADED;
import static dev.windlass.engine.protocol.FailureClass.QUOTA;
import static dev.windlass.engine.protocol.FailureClass.RATE_LIMITED;
import static dev.windlass.engine.protocol.FailureClass.SERVER_ERROR;
import static dev.windlass.engine.protocol.FailureClass.TIMEOUT;
import static dev.windlass.engine.protocol.FailureClass.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTableTest {
  static Stream<Arguments> answers() {
    return Stream.of(
        told(
            400,
            "{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\"}}",
            BAD_REQUEST),
        told(
            400,
            "{\"error\":{\"message\":\"This model's maximum context length is 8192\",\"code\":\"context_length_exceeded\"}}",
            CONTEXT_LENGTH),
        told(
            400,
            "{\"error\":{\"message\":\"filtered\",\"code\":\"content_filter\"}}",
            CONTENT_FILTER),
        told(
            400,
            "{\"error\":{\"message\":\"x\",\"code\":\"content_policy_violation\"}}",
            CONTENT_FILTER),
        told(401, "{\"error\":{\"code\":\"invalid_api_key\"}}", AUTH),
        told(403, "", AUTH),
        told(402, "{\"error\":{\"message\":\"Insufficient Balance\"}}", QUOTA),
        told(404, "{\"error\":{\"code\":\"model_not_found\"}}", NOT_FOUND),
        told(408, "", TIMEOUT),
        told(409, "", SERVER_ERROR),
        told(413, "", TOO_LARGE),
        told(422, "{\"detail\":\"no such field\"}", BAD_REQUEST),
        told(
            429,
            "{\"error\":{\"message\":\"Rate limit reached for gpt-4o ... Please try again in 1.78s.\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}",
            RATE_LIMITED),
        told(
            429,
            "{\"error\":{\"message\":\"Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 52000. The input or output tokens must be reduced\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}",
            TOO_LARGE),
        told(
            429,
            "{\"error\":{\"message\":\"You exceeded your current quota, please check your plan and billing details.\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}",
            QUOTA),
        told(429, "{\"error\":{\"message\":\"slow\",\"code\":\"limit_burst_rate\"}}", RATE_LIMITED),
        told(
            429,
            "{\"error\":{\"code\":\"429\",\"message\":\"Requests to the API have exceeded call rate limit\"}}",
            RATE_LIMITED),
        told(429, "", RATE_LIMITED),
        told(498, "", OVERLOADED),
        told(500, "{\"error\":{\"type\":\"server_error\"}}", SERVER_ERROR),
        told(502, "<html>", SERVER_ERROR),
        told(503, "{\"error\":{\"message\":\"The engine is currently overloaded\"}}", OVERLOADED),
        told(504, "", SERVER_ERROR),
        told(529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}", OVERLOADED),
        told(307, "", BAD_REQUEST),
        told(418, "", BAD_REQUEST));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyAnswerHasItsClass(int status, String body, FailureClass expected) {
    var error = ErrorBody.read(body.getBytes(StandardCharsets.UTF_8));

    assertThat(FaultTable.classOf(status, error)).isEqualTo(expected);
  }

  private static Arguments told(int status, String body, FailureClass expected) {
    return Arguments.of(status, body, expected);
  }
}
