package dev.windlass.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The few requests that a measurement makes. */
public final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public JsonNode get(URI at) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(20)).build());
  }

  public JsonNode post(URI at, String type, Supplier<InputStream> body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(at)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofInputStream(body))
            .build());
  }

  public JsonNode put(URI at, String type, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(at)
            .header("Content-Type", type)
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** The body as it came, as lines of JSON where that is asked for. */
  public String text(URI at) throws IOException, InterruptedException {
    return body(
        HttpRequest.newBuilder(at)
            .header("Accept", "application/x-ndjson")
            .timeout(Duration.ofSeconds(60))
            .build());
  }

  /**
   * Waits until something answers at this address.
   *
   * @param child that is to answer, or null when it is no process of ours
   * @param what it is, for the error
   * @throws IOException when nothing has answered after {@code longest}, or the child has ended
   */
  public void await(@Nullable Child child, String what, URI at, Duration longest)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    while (true) {
      try {
        get(at);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > until || (child != null && !child.alive())) {
          var printed = child == null ? "" : child.printed();
          throw new IOException(what + " did not start:\n" + printed, e);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  /** A port of 127.0.0.1 that nobody listens on now. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    var body = body(request);
    return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
  }

  private String body(HttpRequest request) throws IOException, InterruptedException {
    var response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw new IOException(
          request.method()
              + " "
              + request.uri()
              + ": "
              + response.statusCode()
              + " "
              + response.body());
    }
    return response.body();
  }
}
