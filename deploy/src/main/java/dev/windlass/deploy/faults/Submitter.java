package dev.windlass.deploy.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Submits twice a second, two single runs and a small job by turns, and remembers what came of
 * each. Thread-safe.
 */
public final class Submitter implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A request and what came of it.
   *
   * @param at when it was sent, in seconds since 1970
   * @param status 0 when nothing came
   * @param slug last part of the problem's type, or empty
   * @param retryAfter seconds, -1 when it was not said
   * @param made path of what was made, or empty
   */
  public record Submission(
      double at, double seconds, int status, String slug, int retryAfter, String made) {
    public boolean isAcknowledged() {
      return status >= 200 && status < 300;
    }
  }

  private static final int JOB_LINES = 3;

  private final URI server;
  private final String chain;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final List<Submission> made = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("submitter").unstarted(this::work);
  private volatile boolean stopping;

  /**
   * @param server its base URL
   * @param chain a stored one, whose only variable is {@code country}
   */
  public Submitter(URI server, String chain) {
    this.server = server;
    this.chain = chain;
    thread.start();
  }

  public List<Submission> made() {
    return new ArrayList<>(made);
  }

  private void work() {
    for (int i = 0; !stopping; i++) {
      try {
        made.add(i % 3 == 2 ? job("job-" + i) : run("single-" + i));
        TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Submission run(String key) throws InterruptedException {
    var body = "{\"chain\":\"" + chain + "\",\"input\":" + line(key) + "}";
    return submit("v1/runs", "application/json", key, body);
  }

  private Submission job(String key) throws InterruptedException {
    var lines = new StringBuilder();
    for (int i = 0; i < JOB_LINES; i++) {
      lines.append(line(key + "-" + i)).append('\n');
    }
    return submit("v1/jobs?chain=" + chain, "application/x-ndjson", key, lines.toString());
  }

  private static String line(String country) {
    return "{\"country\":\"" + country + "\"}";
  }

  private Submission submit(String path, String type, String key, String body)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", type)
            .header("Idempotency-Key", key)
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body))
            .build();
    double sent = now();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      var said = json.readTree(answer.body());
      var slug = said.path("type").asText();
      var what = path.startsWith("v1/jobs") ? "v1/jobs/" : "v1/runs/";
      return new Submission(
          sent,
          now() - sent,
          answer.statusCode(),
          slug.substring(slug.lastIndexOf('/') + 1),
          answer.headers().firstValue("Retry-After").map(Integer::parseInt).orElse(-1),
          answer.statusCode() < 300 ? what + said.path("id").asText() : "");
    } catch (IOException e) {
      return new Submission(sent, now() - sent, 0, "", -1, "");
    }
  }

  static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
