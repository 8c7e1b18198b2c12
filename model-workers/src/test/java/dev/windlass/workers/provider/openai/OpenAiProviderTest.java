package dev.windlass.workers.provider.openai;

import static dev.windlass.engine.protocol.FailureClass.AUTH;
import static dev.windlass.engine.protocol.FailureClass.CONTENT_FILTER;
import static dev.windlass.engine.protocol.FailureClass.RATE_LIMITED;
import static dev.windlass.engine.protocol.FailureClass.REFUSED;
import static dev.windlass.engine.protocol.FailureClass.SERVER_ERROR;
import static dev.windlass.engine.protocol.FailureClass.TRANSPORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.http.RawServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer becomes, over a real socket. */
@ParameterizedClass
@ValueSource(strings = {"netty", "pekko"})
class OpenAiProviderTest extends OverTheWire {
  OpenAiProviderTest(String client) {
    super(client);
  }

  @Test
  void aCallIsOneRequestWithItsKeys() throws Exception {
    try (var server =
        RawServer.answering(
            200, "X-Request-Id: r1\r\nx-ratelimit-remaining-requests: 59\r\n", PARIS)) {
      var answered = (CallResult.Answered) ask(server.url());

      assertThat(answered.text()).isEqualTo("Paris");
      assertThat(answered.usage().inputTokens()).isEqualTo(9);
      assertThat(answered.finishReason()).isEqualTo("stop");
      assertThat(answered.requestId()).isEqualTo("r1");
      assertThat(answered.signals()).containsOnlyKeys("x-ratelimit-remaining-requests");
      assertThat(server.requests).hasSize(1);
      assertThat(server.requests.getFirst())
          .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
          .contains("\r\nAuthorization: Bearer " + KEY + "\r\n")
          .contains("\r\nIdempotency-Key: run_1/0/1\r\n")
          .contains("\"model\":\"gpt-x\"");
    }
  }

  @Test
  void aWrongKeyIsSaidWithWhatToDoAndNothingOfTheAnswerIsKept() throws Exception {
    try (var server =
        RawServer.answering(
            401,
            "",
            "{\"error\":{\"message\":\"Incorrect API key provided: "
                + KEY
                + "\",\"code\":\"invalid_api_key\"}}")) {
      var error = failed(ask(server.url())).error();

      assertThat(error.kind()).isEqualTo(AUTH);
      assertThat(error.message())
          .startsWith("the provider refused the key (401): set OPENAI_API_KEY");
      assertThat(error.toString()).doesNotContain(KEY);
      assertThat(error.raw()).isNull();
    }
  }

  @Test
  void aKeyThatAProviderRepeatsIsHidden() throws Exception {
    try (var server =
        RawServer.answering(
            500, "", "{\"error\":{\"message\":\"key " + KEY + "\",\"type\":\"" + KEY + "\"}}")) {
      assertThat(failed(ask(server.url())).toString()).doesNotContain(KEY);
    }
  }

  @Test
  void aRateLimitBringsItsTimeAndItsHeaders() throws Exception {
    try (var server =
        RawServer.answering(
            429,
            "Retry-After: 2\r\nretry-after-ms: 1780\r\nx-ratelimit-limit-tokens: 30000\r\n",
            "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}")) {
      var failed = failed(ask(server.url()));

      assertThat(failed.error().kind()).isEqualTo(RATE_LIMITED);
      assertThat(failed.error().type()).isEqualTo("tokens");
      assertThat(failed.error().status()).isEqualTo(429);
      assertThat(failed.retryAfter()).isEqualTo(Duration.ofMillis(1780));
      assertThat(failed.signals())
          .containsOnlyKeys("retry-after", "retry-after-ms", "x-ratelimit-limit-tokens");
    }
  }

  static Stream<String> garbage() {
    return Stream.of(
        "{\"id\":\"x\",\"choices\":[{\"mess",
        "<html><body>Bad Gateway</body></html>",
        "",
        "{}",
        "null",
        "{\"choices\":[]}",
        "{\"choices\":[{\"message\":{\"content\":\"half \\ud83d\"}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"a\",\"content\":\"b\"}}]}");
  }

  @Test
  void garbageIsATransportFaultWithItsBeginningKept() throws Exception {
    for (var body : garbage().toList()) {
      try (var server = RawServer.answering(200, "", body)) {
        var error = failed(ask(server.url())).error();
        assertThat(error.kind()).as(body).isEqualTo(TRANSPORT);
        assertThat(error.raw()).isEqualTo(body.isEmpty() ? null : body);
      }
      provider().close();
    }
  }

  @Test
  void noMoreThanTwoKibibytesOfAnAnswerAreKept() throws Exception {
    try (var server = RawServer.answering(200, "", "x".repeat(100_000))) {
      assertThat(failed(ask(server.url())).error().raw()).hasSize(2048);
    }
  }

  @Test
  void refusalsAndFiltersHaveClassesOfTheirOwn() throws Exception {
    try (var server =
        RawServer.answering(
            200, "", "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I cannot\"}}]}")) {
      assertThat(failed(ask(server.url())).error().kind()).isEqualTo(REFUSED);
    }
    provider().close();
    try (var server =
        RawServer.answering(
            200,
            "",
            "{\"choices\":[{\"message\":{\"content\":\"Th\"},\"finish_reason\":\"content_filter\"}]}")) {
      assertThat(failed(ask(server.url())).error().kind()).isEqualTo(CONTENT_FILTER);
    }
  }

  @Test
  void aStreamedAnswerIsGathered() throws Exception {
    var events =
        """
        data: {"choices":[{"index":0,"delta":{"content":"Par"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"is"}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}

        data: [DONE]

        """;
    try (var server =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(events.length())
                + "\r\n"
                + events
                + "\r\n0\r\n\r\n")) {
      var answered =
          (CallResult.Answered)
              ask(server.url(), call("{\"stream\":true}", null), Duration.ofSeconds(10));

      assertThat(answered.text()).isEqualTo("Paris");
      assertThat(answered.usage().outputTokens()).isEqualTo(2);
      assertThat(server.requests.getFirst()).contains("include_usage");
    }
  }

  @Test
  void aModelThatTakesNoSchemaIsAskedWithoutFromThenOn() throws Exception {
    try (var server =
        new RawServer((request, out, socket) -> {
          var refused = request.contains("response_format");
          out.write(
              RawServer.response(
                  refused ? 400 : 200,
                  "",
                  (refused
                          ? "{\"error\":{\"message\":\"Invalid parameter\",\"param\":\"response_format\"}}"
                          : PARIS)
                      .getBytes(StandardCharsets.UTF_8)));
          return true;
        })) {
      var call = call("{}", Json.read("{\"type\":\"object\"}"));
      var first = ask(server.url(), call, Duration.ofSeconds(10));

      assertThat(first).isInstanceOf(CallResult.AskAgain.class);
      assertThat(again(call)).isInstanceOf(CallResult.Answered.class);
      assertThat(server.requests).hasSize(2);
    }
  }

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
  private static final String HALF = "data: {\"choices\":[{\"delta\":{\"content\":\"Par\"}}]}\n\n";

  @Test
  void aCallThatIsWatchedIsStreamedAndItsPiecesAreTold() throws Exception {
    try (var server =
        new RawServer((request, out, socket) -> {
          out.write((HEAD + HALF).getBytes(StandardCharsets.UTF_8));
          var rest =
              """
              data: {"choices":[{"delta":{"content":"is \u00e9"}}]}

              data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

              data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}

              data: [DONE]

              """;
          for (var each : rest.getBytes(StandardCharsets.UTF_8)) {
            out.write(each);
            out.flush();
          }
          return false;
        })) {
      var told = new StringBuilder();
      var result = (CallResult.Answered) watched(server.url(), told);

      assertThat(result.text()).isEqualTo("Paris \u00e9");
      assertThat(result.usage().outputTokens()).isEqualTo(2);
      assertThat(told).hasToString("Paris \u00e9");
      assertThat(server.requests.getFirst())
          .contains("\"stream\":true,\"stream_options\":{\"include_usage\":true}");
    }
  }

  @Test
  void aStreamThatIsCutOrSaysAnErrorIsNoAnswer() throws Exception {
    for (var ending :
        Map.of(
                "", FailureClass.TRANSPORT,
                "data: {\"error\":{\"message\":\"it failed\",\"type\":\"server_error\"}}\n\n",
                    SERVER_ERROR,
                "data: {\"choices\":[{\"del\n\n", FailureClass.TRANSPORT)
            .entrySet()) {
      try (var server =
          new RawServer((request, out, socket) -> {
            out.write((HEAD + HALF + ending.getKey()).getBytes(StandardCharsets.UTF_8));
            return false;
          })) {
        var told = new StringBuilder();
        assertThat(failed(watched(server.url(), told)).error().kind())
            .as(ending.getKey())
            .isEqualTo(ending.getValue());
        assertThat(told).hasToString("Par");
      }
    }
  }

  @Test
  void aModelThatTakesNoStreamIsAskedWithoutFromThenOn() throws Exception {
    try (var server =
        new RawServer((request, out, socket) -> {
          var refused = request.contains("stream_options");
          out.write(
              RawServer.response(
                  refused ? 400 : 200,
                  "",
                  (refused
                          ? "{\"error\":{\"message\":\"Unrecognized\",\"param\":\"stream_options\"}}"
                          : PARIS)
                      .getBytes(StandardCharsets.UTF_8)));
          return true;
        })) {
      var told = new StringBuilder();
      assertThat(watched(server.url(), told)).isInstanceOf(CallResult.AskAgain.class);
      assertThat(watched(server.url(), told)).isInstanceOf(CallResult.Answered.class);
      assertThat(told).isEmpty();
    }
  }

  private CallResult watched(URI base, StringBuilder told) throws Exception {
    if (provider == null || !provider.address().equals(base.toString())) {
      close();
      provider = at(base);
    }
    var results = new ArrayBlockingQueue<CallResult>(1);
    provider()
        .call(
            new ModelProvider.Request(
                call("{}", null),
                "run_1/0/1",
                Instant.now().plusSeconds(20),
                null,
                () -> {},
                "default",
                told::append),
            results::add);
    return Objects.requireNonNull(results.poll(30, TimeUnit.SECONDS), "the call must end");
  }
}
