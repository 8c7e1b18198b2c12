package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.windlass.api.http.Endpoint;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every route. */
class EdgesTest extends ApiTest {
  private Stream<Endpoint> everyRoute() {
    return api.endpoints().stream();
  }

  @ParameterizedTest
  @MethodSource("everyRoute")
  void everyRouteAnswersUnknownQueryParametersWith400(Endpoint route) {
    var path = route.template().replaceAll("\\{[a-z_]+}", "x");
    var answer = send(route.method().value(), path + "?no_such_parameter=1", null);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Request-Id")).isPresent();
    if (!route.method().value().equals("HEAD")) {
      fault(
          problem(answer, 400, "invalid-request"),
          "parameter",
          "no_such_parameter",
          "unknown-field");
    }
  }

  @ParameterizedTest
  @MethodSource("everyRoute")
  void everyRouteNamesTheMethodsItTakes(Endpoint route) {
    var path = route.template().replaceAll("\\{[a-z_]+}", "x");
    var taken =
        everyRoute()
            .filter(other -> other.template().equals(route.template()))
            .map(other -> other.method().value())
            .toList();
    var other = Stream.of("PATCH", "PUT").filter(m -> !taken.contains(m)).findFirst().orElseThrow();
    var answer = send(other, path, null);
    problem(answer, 405, "method-not-allowed");
    assertThat(header(answer, "Allow").split(", ", -1)).contains(route.method().value());
  }

  @Test
  void anUnknownPathIsAProblemToo() {
    problem(get("/v1/nothing"), 404, "not-found");
    problem(get("/"), 404, "not-found");
    assertThat(header(get("/livez"), "X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void requestIdsAreAllDifferent() {
    var one = header(get("/livez"), "Request-Id");
    assertThat(one).matches("req_[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(header(get("/livez"), "Request-Id")).isNotEqualTo(one);
  }

  @Test
  void aJsonBodyHasItsBounds() {
    problem(post("/v1/runs", "{'chain':'" + "x".repeat(8 << 20) + "'}"), 413, "too-large");
    fault(
        problem(post("/v1/runs", "{'chain':"), 400, "invalid-request"),
        "pointer",
        "",
        "invalid-json");
    fault(
        problem(post("/v1/runs", "{'chain':'a','chain':'b'}"), 400, "invalid-request"),
        "pointer",
        "",
        "invalid-json");
    fault(problem(post("/v1/runs", "[1]"), 400, "invalid-request"), "pointer", "", "wrong-type");
    fault(
        problem(post("/v1/runs", "[".repeat(100_000)), 400, "invalid-request"),
        "pointer",
        "",
        "out-of-range");
    fault(
        problem(post("/v1/runs", "{'chain':" + "9".repeat(101) + "}"), 400, "invalid-request"),
        "pointer",
        "",
        "out-of-range");
    fault(
        problem(post("/v1/runs", "{'chain':'\\u0000'}"), 400, "invalid-request"),
        "pointer",
        "",
        "invalid-json");
    problem(send("POST", "/v1/runs", "{}"), 415, "unsupported-media-type");
    problem(
        send("POST", "/v1/runs", "{}", "Content-Type", "text/plain"),
        415,
        "unsupported-media-type");
  }

  @Test
  void whatIsNoHttpIsAnsweredWithAProblem() throws IOException {
    assertThat(raw("THIS IS NONSENSE, not HTTP\r\n\r\n"))
        .contains("application/problem+json")
        .contains("Request-Id");
    assertThat(raw("GET /livez HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("problems/invalid-request");
    assertThat(raw("GET /" + "x".repeat(3000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .contains("problems/uri-too-long");
    assertThat(raw("GET /livez HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(9000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("problems/too-many-headers");
    assertThat(raw("GET /livez HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(70) + "\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("problems/too-many-headers");
  }

  @Test
  void aQueryThatCannotBeReadIsRefused() throws IOException {
    assertThat(raw("GET /v1/jobs?state=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("problems/invalid-request");
  }

  @Test
  void strangersAreNotServedWithoutAuthentication() {
    assertThatThrownBy(() -> api.bind("0.0.0.0", 0))
        .isInstanceOf(InsecureBindException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("windlass.api.allow-insecure-bind");
    assertThatThrownBy(() -> api.bind("::", 0)).isInstanceOf(InsecureBindException.class);
  }

  @Test
  void thisMachineIsServed() {
    for (var host : java.util.List.of("127.0.0.1", "localhost", "::1")) {
      var bound = api.bind(host, 0).toCompletableFuture();
      assertThat(bound).succeedsWithin(java.time.Duration.ofSeconds(20));
    }
  }

  @Test
  void settingsRefuseNonsenseByTheirFullPath() {
    var bad = ConfigFactory.parseString("windlass.api.upload-idle = 0 s");
    assertThatThrownBy(() -> ApiSettings.of(bad.withFallback(ConfigFactory.load())))
        .hasMessageContaining("windlass.api.upload-idle");
  }
}
