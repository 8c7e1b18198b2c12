package dev.windlass.workers.provider.openai;

import static dev.windlass.engine.protocol.FailureClass.ANSWER_TOO_LARGE;
import static dev.windlass.engine.protocol.FailureClass.AUTH;
import static dev.windlass.engine.protocol.FailureClass.BAD_REQUEST;
import static dev.windlass.engine.protocol.FailureClass.CANCELLED;
import static dev.windlass.engine.protocol.FailureClass.CONTENT_FILTER;
import static dev.windlass.engine.protocol.FailureClass.RATE_LIMITED;
import static dev.windlass.engine.protocol.FailureClass.REFUSED;
import static dev.windlass.engine.protocol.FailureClass.SERVER_ERROR;
import static dev.windlass.engine.protocol.FailureClass.TIMEOUT;
import static dev.windlass.engine.protocol.FailureClass.TRANSPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.Secret;
import dev.windlass.workers.provider.http.RawServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider over a real socket, against a server that does whatever a test wants. */
@ParameterizedClass
@ValueSource(strings = {"netty", "pekko"})
class OpenAiProviderTest {
  private static final String KEY = "sk-the-secret-itself";
  private static final String PARIS =
      "{\"choices\":[{\"message\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}";
  private static ActorTestKit kit;

  private final Config config;
  private ModelProvider provider;

  OpenAiProviderTest(String client) {
    config =
        ConfigFactory.parseString(
                "windlass.http.client = " + client + "\nwindlass.http.pekko.max-connections = 8")
            .withFallback(ConfigFactory.load())
            .resolve();
  }

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @AfterEach
  void close() {
    if (provider != null) {
      provider.close();
    }
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
  void aConnectionIsKeptForTheNextCall() throws Exception {
    try (var server = RawServer.answering(200, "", PARIS)) {
      for (int i = 0; i < 5; i++) {
        assertThat(ask(server.url())).isInstanceOf(CallResult.Answered.class);
      }
      assertThat(server.connections).hasSize(1);
    }
  }

  @Test
  void nobodyListeningIsSaidWithTheAddress() throws Exception {
    int port;
    try (var unused = new ServerSocket(0)) {
      port = unused.getLocalPort();
    }
    var error = failed(ask(URI.create("http://127.0.0.1:" + port + "/v1"))).error();

    assertThat(error.kind()).isEqualTo(TRANSPORT);
    assertThat(error.message())
        .contains("nobody listens at http://127.0.0.1:" + port + "/v1")
        .contains("check OPENAI_BASE_URL");
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
      provider.close();
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
    provider.close();
    try (var server =
        RawServer.answering(
            200,
            "",
            "{\"choices\":[{\"message\":{\"content\":\"Th\"},\"finish_reason\":\"content_filter\"}]}")) {
      assertThat(failed(ask(server.url())).error().kind()).isEqualTo(CONTENT_FILTER);
    }
  }

  @Test
  void aConnectionCutBeforeOrInTheAnswerIsATransportFaultAndTheRequestIsNotSentAgain()
      throws Exception {
    for (var bytes : List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choices\":[")) {
      try (var server =
          new RawServer((request, out, socket) -> {
            out.write(bytes.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.setSoLinger(true, 0);
            return false;
          })) {
        assertThat(failed(ask(server.url())).error().kind()).isEqualTo(TRANSPORT);
        assertThat(server.requests).hasSize(1);
      }
      provider.close();
    }
  }

  @Test
  void theDeadlineIsTotalHoweverSlowlyBytesCome() throws Exception {
    var started = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    for (var bytes : List.of("", started)) {
      try (var server =
          new RawServer((request, out, socket) -> {
            out.write(bytes.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 50; i++) {
              if (!bytes.isEmpty()) {
                out.write(' ');
                out.flush();
              }
              Thread.sleep(100); // a slow provider, which no test waits for
            }
            return false;
          })) {
        var asked = System.nanoTime();
        var error = failed(ask(server.url(), call("{}", null), Duration.ofMillis(300))).error();

        assertThat(error.kind()).isEqualTo(TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
      }
      provider.close();
    }
  }

  @Test
  void aTooLongAnswerIsCut() throws Exception {
    var announced = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
    var endless = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    var events =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (var head : List.of(announced, endless, events)) {
      var piece =
          ("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(16_000) + "\"}}]}\n\n");
      var chunk =
          head.contains("chunked")
              ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n"
              : piece;
      try (var server =
          new RawServer((request, out, socket) -> {
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            while (true) { // until the client closes
              out.write(chunk.getBytes(StandardCharsets.US_ASCII));
            }
          })) {
        assertThat(failed(ask(server.url())).error().kind()).as(head).isEqualTo(ANSWER_TOO_LARGE);
        assertThat(server.sawTheClientGo()).isTrue();
      }
      provider.close();
    }
  }

  @Test
  void aTooLongEventIsCut() throws Exception {
    try (var server =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 4000006\r\n\r\ndata: "
                + "x".repeat(4_000_000))) {
      assertThat(failed(ask(server.url())).error().kind()).isEqualTo(ANSWER_TOO_LARGE);
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
  void aStreamThatBreaksOffIsNoAnswer() throws Exception {
    var event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Par\"}}]}\n\n";
    try (var server =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                + event.length()
                + "\r\n\r\n"
                + event)) {
      assertThat(failed(ask(server.url())).error().kind()).isEqualTo(TRANSPORT);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (var elsewhere = RawServer.answering(200, "", PARIS);
        var server = RawServer.answering(307, "Location: " + elsewhere.url() + "\r\n", "")) {
      var error = failed(ask(server.url())).error();

      assertThat(error.kind()).isEqualTo(BAD_REQUEST);
      assertThat(error.message()).contains("307").contains("OPENAI_BASE_URL");
      assertThat(elsewhere.connections).isEmpty();
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
      var first = failed(ask(server.url(), call, Duration.ofSeconds(10)));

      assertThat(first.error().kind()).isEqualTo(SERVER_ERROR);
      assertThat(first.retryAfter()).isEqualTo(Duration.ZERO);
      assertThat(again(call)).isInstanceOf(CallResult.Answered.class);
      assertThat(server.requests).hasSize(2);
    }
  }

  @Test
  void anAbortedCallEndsAsCancelled() throws Exception {
    var arrived = new java.util.concurrent.CountDownLatch(1);
    try (var server =
        new RawServer((request, out, socket) -> {
          arrived.countDown();
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
          out.flush();
          socket.getInputStream().read();
          return false;
        })) {
      provider = at(server.url());
      var results = new ArrayBlockingQueue<CallResult>(2);
      var flight = provider.call(request(call("{}", null), Duration.ofSeconds(30)), results::add);
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      flight.abort();
      flight.abort();

      assertThat(failed(results.poll(10, TimeUnit.SECONDS)).error().kind()).isEqualTo(CANCELLED);
      provider.close();
      assertThat(results).isEmpty();
    }
  }

  @Test
  void aLineBreakInAKeyNeverBecomesAHeader() {
    provider = at(URI.create("http://127.0.0.1:9/v1"));
    var request =
        new ModelProvider.Request(
            call("{}", null), "run\r\nX-Evil: 1", Instant.now().plusSeconds(5));
    assertThatThrownBy(() -> provider.call(request, result -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private CallResult ask(URI base) throws InterruptedException {
    return ask(base, call("{}", null), Duration.ofSeconds(20));
  }

  private CallResult ask(URI base, ModelCall call, Duration timeout) throws InterruptedException {
    if (provider == null || !provider.address().equals(base.toString())) {
      provider = at(base);
    }
    return ended(call, timeout);
  }

  private CallResult again(ModelCall call) throws InterruptedException {
    return ended(call, Duration.ofSeconds(10));
  }

  private CallResult ended(ModelCall call, Duration timeout) throws InterruptedException {
    var results = new ArrayBlockingQueue<CallResult>(2);
    provider.call(request(call, timeout), results::add);
    return results.poll(30, TimeUnit.SECONDS);
  }

  private static ModelProvider.Request request(ModelCall call, Duration timeout) {
    return new ModelProvider.Request(call, "run_1/0/1", Instant.now().plus(timeout));
  }

  private static CallResult.Failed failed(CallResult result) {
    assertThat(result).isInstanceOf(CallResult.Failed.class);
    return (CallResult.Failed) result;
  }

  private ModelProvider at(URI base) {
    var settings =
        new ProviderSettings(
            "openai",
            "openai",
            base,
            "OPENAI_BASE_URL",
            new Secret(KEY),
            "OPENAI_API_KEY",
            ConfigFactory.empty(),
            config);
    return OpenAiFactory.at(base, false, settings, kit.system());
  }

  private static ModelCall call(String options, JsonNode schema) {
    try {
      return new ModelCall(
          "openai",
          "gpt-x",
          List.of(Message.of("user", "What is the capital of France?")),
          (com.fasterxml.jackson.databind.node.ObjectNode) Json.read(options),
          schema,
          Duration.ofSeconds(20),
          RetryPolicy.DEFAULT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
