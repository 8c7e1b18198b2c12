package dev.windlass.workers.provider.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.http.RawServer;
import dev.windlass.workers.provider.simulated.SimulatedProvider;
import dev.windlass.workers.provider.simulated.SimulatedSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ToolsPartTest {
  private static final ObjectNode OSLO = Json.object().put("city", "Oslo & B");

  @Test
  void argumentsGoAsJsonAndTheAnswerComesAsText() throws Exception {
    try (var server = RawServer.answering(200, "", "{\"sky\":\"blue\"}")) {
      var answered = (CallResult.Answered) call(server.url(), "POST", 1000);

      assertThat(answered.text())
          .isEqualTo("{\"status\":200,\"text\":\"{\\\"sky\\\":\\\"blue\\\"}\"}");
      assertThat(server.requests.getFirst())
          .startsWith("POST /v1 HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nIdempotency-Key: run_1/0/tools/0/0/1\r\n")
          .endsWith("{\"city\":\"Oslo & B\"}");
    }
  }

  @Test
  void byGetTheyGoAsTheQuery() throws Exception {
    try (var server = SimulatedProvider.start(SimulatedSettings.calm(Duration.ZERO))) {
      var weather = URI.create("http://127.0.0.1:" + server.port() + "/tools/weather");

      assertThat(text(call(weather, "GET", 1000))).startsWith("{\"city\":\"Oslo & B\",");
    }
  }

  @Test
  void aRefusalIsAnAnswerForTheModelAndARedirectIsNotFollowed() throws Exception {
    try (var server = RawServer.answering(404, "", "no such city")) {
      assertThat(text(call(server.url(), "POST", 1000)))
          .isEqualTo("{\"error\":\"the tool refused the call (404)\",\"said\":\"no such city\"}");
    }
    try (var server = RawServer.answering(302, "Location: http://127.0.0.1:1/\r\n", "")) {
      assertThat(text(call(server.url(), "POST", 1000))).contains("not followed (302)");
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void whatMayPassByItselfIsAFailure() throws Exception {
    try (var server = RawServer.answering(500, "", "oops")) {
      assertThat(kind(call(server.url(), "POST", 1000))).isEqualTo(FailureClass.SERVER_ERROR);
    }
    try (var server = RawServer.answering(429, "Retry-After: 7\r\n", "")) {
      var failed = (CallResult.Failed) call(server.url(), "POST", 1000);
      assertThat(failed.error().kind()).isEqualTo(FailureClass.OVERLOADED);
      assertThat(failed.retryAfter()).hasSeconds(7);
    }
  }

  @Test
  void anAnswerIsBoundedInSizeAndInTime() throws Exception {
    try (var server = RawServer.answering(200, "", "x".repeat(1001))) {
      assertThat(kind(call(server.url(), "POST", 1000))).isEqualTo(FailureClass.ANSWER_TOO_LARGE);
    }
    try (var server =
        new RawServer((request, out, socket) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".getBytes(StandardCharsets.UTF_8));
          out.flush();
          return true;
        })) {
      assertThat(kind(call(server.url(), "POST", 1000))).isEqualTo(FailureClass.TIMEOUT);
    }
  }

  @Test
  void anAddressThatIsNotOnTheListIsNotCalled() throws Exception {
    try (var server = RawServer.answering(200, "", "ok")) {
      var other = URI.create("http://127.0.0.1:" + server.url().getPort() + "/other");
      try (var part = part("http://127.0.0.1:" + server.url().getPort() + "/v1", 1000)) {
        assertThat(kind(call(part, other, "POST"))).isEqualTo(FailureClass.BAD_REQUEST);
      }
      assertThat(server.requests).isEmpty();
    }
  }

  private static CallResult call(URI url, String method, int mostBytes) throws Exception {
    try (var part = part(url.toString(), mostBytes)) {
      return call(part, url, method);
    }
  }

  private static ToolsPart part(String allowed, int mostBytes) {
    var config =
        ConfigFactory.parseString(
                "windlass.tools { allow = [\"" + allowed + "\"], max-answer = " + mostBytes + " }")
            .withFallback(ConfigFactory.load());
    return new ToolsPart(ToolSettings.of(config));
  }

  private static CallResult call(ToolsPart part, URI url, String method) throws Exception {
    var question = Json.object().put("url", url.toString()).put("method", method);
    question.set("arguments", OSLO);
    var call = ModelCall.builtIn("tools", question, Duration.ofSeconds(2), RetryPolicy.DEFAULT);
    var results = new ArrayBlockingQueue<CallResult>(1);
    part.call(
        new ModelProvider.Request(call, "run_1/0/tools/0/0/1", Instant.now().plusSeconds(2)),
        results::add);
    return Objects.requireNonNull(results.poll(20, TimeUnit.SECONDS), "the call must end");
  }

  private static FailureClass kind(CallResult result) {
    return ((CallResult.Failed) result).error().kind();
  }

  private static String text(CallResult result) throws Exception {
    return Json.read(((CallResult.Answered) result).text()).path("text").textValue();
  }
}
