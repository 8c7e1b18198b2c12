package dev.windlass.deploy.bench.limits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, and what is asked of it over HTTP. */
final class Engine implements AutoCloseable {
  /** One step, about ten tokens. */
  static final String CHAIN =
      """
      chain: bench
      model: openai/bench
      inputs: [n]
      steps:
        - ask: "What is the capital of country number {n}?"
          as: city
      """;

  /** Starts {@code windlass} with these words; what it prints goes to the file. */
  interface Spawn {
    Child start(List<String> words, Path log) throws IOException;
  }

  private final Http http;
  private final Spawn spawn;
  private final List<String> words;
  private final URI url;
  private final Path log;
  private @Nullable Child child;

  /**
   * @param flags of {@code windlass server}, without address and folder
   */
  Engine(Http http, Spawn spawn, List<String> flags, Path data, Path log) throws IOException {
    this.http = http;
    this.spawn = spawn;
    this.log = log;
    var address = "127.0.0.1:" + Http.freePort();
    url = URI.create("http://" + address + "/");
    words = new ArrayList<>(List.of("server", "--bind", address, "--data", data.toString()));
    words.addAll(flags);
  }

  /** Starts it, or starts it again. */
  void start() throws IOException {
    child = spawn.start(words, log);
  }

  Child child() {
    if (child == null) {
      throw new IllegalStateException("it was not started");
    }
    return child;
  }

  URI url() {
    return url;
  }

  double cpuSeconds() {
    return child().cpuSeconds();
  }

  void chain(String name, String yaml) throws IOException, InterruptedException {
    patiently(() -> http.put(url.resolve("v1/chains/" + name), "application/yaml", yaml));
  }

  /** Submits so many lines of a chain; the job's id. */
  String submit(String query, int lines, IntFunction<String> line)
      throws IOException, InterruptedException {
    return patiently(() ->
            http.post(
                url.resolve("v1/jobs?chain=" + query),
                "application/x-ndjson",
                () -> new Lines(lines, line)))
        .path("id")
        .asText();
  }

  private interface Request {
    JsonNode send() throws IOException, InterruptedException;
  }

  /** Sends it again while the server says 503, which means later, for half a minute. */
  private static JsonNode patiently(Request request) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        return request.send();
      } catch (IOException e) {
        if (System.nanoTime() > until || !String.valueOf(e.getMessage()).contains(": 503 ")) {
          throw e;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  /** Stores {@link #CHAIN} and submits so many lines of it. */
  String submit(int lines) throws IOException, InterruptedException {
    chain("bench", CHAIN);
    return submit("bench", lines, i -> "{\"n\":\"" + i + "\"}");
  }

  JsonNode job(String id) throws IOException, InterruptedException {
    return http.get(url.resolve("v1/jobs/" + id));
  }

  /** Says pause, resume or cancel to a job. */
  void steer(String id, String verb) throws IOException, InterruptedException {
    http.post(
        url.resolve("v1/jobs/" + id + "/" + verb),
        "application/json",
        InputStream::nullInputStream);
  }

  /** Waits for the end of a job. */
  JsonNode end(String id, int seconds) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < until) {
      var job = job(id);
      if (job.path("state").asText().equals("completed")) {
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("the job did not end in " + seconds + " s: " + job(id));
  }

  /** Public ids of a job's runs, by which the provider's log knows them. */
  Set<String> runs(String job) throws IOException, InterruptedException {
    var runs = new HashSet<String>();
    var token = "";
    do {
      var page = http.get(url.resolve("v1/runs?job=" + job + "&page_size=1000" + token));
      page.path("items").forEach(run -> runs.add(run.path("id").asText()));
      var next = page.path("next_page_token").asText("");
      token = next.isEmpty() || next.equals("null") ? "" : "&page_token=" + next;
    } while (!token.isEmpty());
    return runs;
  }

  /** Numbers of the lines in a job's results, in their order. */
  List<Integer> lines(String job) throws IOException, InterruptedException {
    var json = new ObjectMapper();
    var lines = new ArrayList<Integer>();
    var text = http.text(url.resolve("v1/jobs/" + job + "/results?order=completion"));
    for (var line : text.split("\n", -1)) {
      var row = line.isBlank() ? json.nullNode() : json.readTree(line);
      if (row.has("line")) {
        lines.add(row.path("line").asInt());
      }
    }
    return lines;
  }

  /** A counter of {@code /metrics}, without labels; 0 where there is none. */
  double counter(String name) throws IOException, InterruptedException {
    return http.text(url.resolve("metrics"))
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  JsonNode limits() throws IOException, InterruptedException {
    return http.get(url.resolve("v1/providers/openai/limits")).path("items");
  }

  void putLimits(String entry) throws IOException, InterruptedException {
    http.put(
        url.resolve("v1/providers/openai/limits"),
        "application/json",
        "{\"limits\":[" + entry + "]}");
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
    }
  }
}
