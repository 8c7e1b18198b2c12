package dev.windlass.deploy.faults.nightly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A client of all nodes as it should be: what one refuses or does not answer is asked of the next,
 * with the same Idempotency-Key, until somebody answers. Thread-safe.
 */
final class Api {
  private static final Duration ONE_TRY = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 200;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final List<URI> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  Api(List<Node> nodes) {
    this.nodes = nodes.stream().map(Node::url).toList();
  }

  /**
   * What came of it.
   *
   * @param status 0 when nobody had answered in the end
   */
  record Told(int status, JsonNode body, int tries) {
    boolean well() {
      return status >= 200 && status < 300;
    }
  }

  /** Asks until an answer is neither a failure nor to be tried again. */
  Told patiently(Function<URI, HttpRequest.Builder> request, double seconds)
      throws InterruptedException {
    long until = System.nanoTime() + (long) (seconds * 1e9);
    var last = new Told(0, MissingNode.getInstance(), 0);
    for (int tries = 1; ; tries++) {
      var node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
      last = once(request.apply(node), tries);
      if (last.well() || isFinal(last.status) || System.nanoTime() > until) {
        return last;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** 409 is said while the same request is still at work elsewhere. */
  private static boolean isFinal(int status) {
    return status >= 400 && status < 500 && status != 408 && status != 409 && status != 429;
  }

  private Told once(HttpRequest.Builder request, int tries) throws InterruptedException {
    try {
      var answer = client.send(request.timeout(ONE_TRY).build(), BodyHandlers.ofString());
      var body = answer.body();
      return new Told(
          answer.statusCode(),
          body.startsWith("{") ? json.readTree(body) : MissingNode.getInstance(),
          tries);
    } catch (IOException e) {
      return new Told(0, MissingNode.getInstance(), tries);
    }
  }

  /** Whether this node alone answers it well, now. */
  boolean answers(Node node, String path) throws InterruptedException {
    return once(HttpRequest.newBuilder(node.url().resolve(path)), 1).well();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return well("GET " + path, patiently(node -> HttpRequest.newBuilder(node.resolve(path)), 60));
  }

  void chain(String name, String yaml) throws IOException, InterruptedException {
    well(
        "PUT of the chain",
        patiently(
            node ->
                HttpRequest.newBuilder(node.resolve("v1/chains/" + name))
                    .header("Content-Type", "application/yaml")
                    .PUT(HttpRequest.BodyPublishers.ofString(yaml)),
            60));
  }

  private static JsonNode well(String what, Told told) throws IOException {
    if (!told.well()) {
      throw new IOException(what + ": " + told.status + " " + told.body);
    }
    return told.body;
  }

  /** Hands over a job; patiently for so long. */
  Told submit(String chain, String key, String lines, double seconds) throws InterruptedException {
    return patiently(
        node ->
            HttpRequest.newBuilder(node.resolve("v1/jobs?chain=" + chain))
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(lines)),
        seconds);
  }

  /** Waits until a job has completed. */
  JsonNode end(String job, double seconds) throws IOException, InterruptedException {
    long until = System.nanoTime() + (long) (seconds * 1e9);
    while (true) {
      var now = get("v1/jobs/" + job);
      if (now.path("state").asText().equals("completed")) {
        return now;
      }
      if (System.nanoTime() > until) {
        throw new IOException("job " + job + " did not end in time: " + now);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /** Rows of a job's results, one after the other; begun anew where an answer was cut. */
  void results(String job, Consumer<JsonNode> row) throws IOException, InterruptedException {
    var cursor = "";
    for (int tries = 0; tries < 20; tries++) {
      var node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
      var path = "v1/jobs/" + job + "/results?order=completion" + cursor;
      var request =
          HttpRequest.newBuilder(node.resolve(path)).header("Accept", "application/x-ndjson");
      try {
        var answer = client.send(request.build(), BodyHandlers.ofInputStream());
        try (var lines =
            new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
          for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var read = json.readTree(line);
            if (read.path("type").asText().equals("end")) {
              return;
            }
            if (read.has("line")) {
              row.accept(read);
            }
            cursor = read.has("cursor") ? "&cursor=" + read.path("cursor").asText() : cursor;
          }
        }
      } catch (IOException cut) {
        TimeUnit.SECONDS.sleep(1);
      }
    }
    throw new IOException("the results of " + job + " have no end");
  }
}
