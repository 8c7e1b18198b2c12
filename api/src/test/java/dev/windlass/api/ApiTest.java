package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.windlass.api.operations.Probes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A server on a free port over an engine that a test scripts, and a client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final ActorTestKit kit =
      ActorTestKit.create(
          "api", ConfigFactory.parseString(settings()).withFallback(ConfigFactory.load()));
  final Materializer materializer = Materializer.matFromSystem(kit.system());
  FakeEngine engine = new FakeEngine(materializer);
  WindlassApi api = newApi();
  int port;
  volatile boolean ready = true;
  private ServerBinding binding;

  String settings() {
    return "";
  }

  private WindlassApi newApi() {
    var probes =
        new Probes() {
          @Override
          public boolean ready() {
            return ready;
          }

          @Override
          public Map<String, String> checks() {
            return Map.of("journal", ready ? "ok" : "does not answer");
          }

          @Override
          public String metrics() {
            return "windlass_up 1\n";
          }
        };
    return new WindlassApi(
        ApiSettings.of(kit.system().settings().config()),
        engine,
        engine,
        engine,
        probes,
        kit.system());
  }

  @BeforeAll
  void bind() throws Exception {
    binding = serve().toCompletableFuture().get(20, TimeUnit.SECONDS);
    port = binding.localAddress().getPort();
  }

  private java.util.concurrent.CompletionStage<ServerBinding> serve() {
    // the api is made anew for each test: the server asks for the current one
    return org.apache.pekko.http.javadsl.Http.get(kit.system())
        .newServerAt("127.0.0.1", 0)
        .withSettings(ApiSettings.of(kit.system().settings().config()).server())
        .bind((org.apache.pekko.http.javadsl.model.HttpRequest request) -> api.handle(request));
  }

  @BeforeEach
  void fresh() {
    engine = new FakeEngine(materializer);
    ready = true;
    api = newApi();
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  HttpResponse<String> post(String path, String json, String... headers) {
    var all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/json";
    return send("POST", path, json.replace('\'', '"'), all);
  }

  HttpResponse<String> send(String method, String path, @Nullable String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The lines of a request's head, ended as HTTP wants it. */
  static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** What a server answers to bytes that no HTTP client would send; reads until it closes. */
  String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("Request-Id")).isPresent();
    return Samples.parsed(response.body());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** It is a whole problem of this kind. */
  static JsonNode problem(HttpResponse<String> response, int status, String slug) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    var problem = json(response);
    assertThat(problem.get("type").asText()).endsWith("/problems/" + slug);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
    assertThat(problem.get("retryable").isBoolean()).isTrue();
    assertThat(problem.get("instance").asText()).startsWith("/");
    assertThat(problem.get("request_id").asText()).isEqualTo(header(response, "Request-Id"));
    return problem;
  }

  static void fault(JsonNode problem, String place, String where, String code) {
    var first = problem.get("errors").get(0);
    assertThat(first.get(place).asText()).isEqualTo(where);
    assertThat(first.get("code").asText()).isEqualTo(code);
  }
}
