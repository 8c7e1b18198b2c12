package dev.windlass.deploy.bench.limits;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hands each request on to the provider of the moment, and its answer back: a provider that cannot
 * change its ways while it runs is changed for another. It adds a millisecond or two; the
 * providers' own logs stay the judge. Thread-safe.
 */
final class Relay implements AutoCloseable {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

  /** Of one connection, or written by the client itself (RFC 9110, section 7.6.1). */
  private static final Set<String> NOT_HANDED_ON =
      Set.of(
          "connection",
          "content-length",
          "host",
          "transfer-encoding",
          "keep-alive",
          "upgrade",
          "expect",
          "date");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;
  private volatile URI target;

  private Relay(URI target) throws IOException {
    // else an answer in two pieces waits for the client's delayed acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.target = target;
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** On a free port of 127.0.0.1. */
  static Relay to(URI target) throws IOException {
    return new Relay(target);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Requests that come from now on go there. */
  void turnTo(URI other) {
    target = other;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer = client.send(request(exchange), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      var body = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request(HttpExchange exchange) throws IOException {
    var at = exchange.getRequestURI().getRawPath().substring(1);
    var request = HttpRequest.newBuilder(target.resolve(at)).timeout(LONGEST_CALL);
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    var body = exchange.getRequestBody().readAllBytes();
    return request
        .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
    threads.shutdownNow();
  }
}
