package dev.windlass.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A provider and a server, each in a process of its own, in a folder of their own. */
final class Setup implements AutoCloseable {
  private static final String CHAIN =
      """
      chain: bench
      model: openai/bench
      system: You are a helpful assistant who responds to questions about the world
      inputs: [country]
      steps:
        - ask: "Hello, what is the capital of {country}? Answer only with the city name."
          as: city
        - ask: "{city} sounds like a nice place to visit. What is the population of {city}?"
          as: population
      """;

  private static final Duration LONGEST_START = Duration.ofMinutes(1);

  final Http http = new Http();
  final Path folder;
  final Path callLog;
  final Child provider;
  Child server;

  /** Calls that had reached the provider when the server had been killed. */
  long arrivedAtKill;

  private final URI providerUrl;
  private final URI url;

  private final boolean keep;
  private final List<String> words;
  private final Map<String, String> environment;

  Setup(Options options, String name, String latency, int pool, String heap, boolean logged)
      throws IOException, InterruptedException {
    keep = options.keep();
    folder = Files.createTempDirectory("windlass-bench-" + name + "-");
    callLog = folder.resolve("calls.jsonl");
    int port = Http.freePort();
    providerUrl = URI.create("http://127.0.0.1:" + port + "/");
    provider =
        Child.start(
            providerCommand(options, port, latency, logged),
            new HashMap<>(),
            folder.resolve("provider.log"));
    await(provider, "stats", providerUrl.resolve("stats"));
    int apiPort = Http.freePort();
    url = URI.create("http://127.0.0.1:" + apiPort + "/");
    environment =
        Map.of(
            "OPENAI_BASE_URL",
            providerUrl.resolve("v1").toString(),
            "OPENAI_API_KEY",
            "bench",
            "WINDLASS_HEAP",
            heap);
    words =
        List.of(
            options.launcher().toString(),
            "server",
            "--bind",
            "127.0.0.1:" + apiPort,
            "--data",
            data().toString(),
            "--journal",
            options.journal(),
            "--pool",
            Integer.toString(pool),
            "--limit",
            "concurrency=" + pool);
    server = startServer();
    chain("bench", CHAIN);
  }

  private Child startServer() throws IOException, InterruptedException {
    var child = Child.start(words, new HashMap<>(environment), folder.resolve("server.log"));
    await(child, "server", url.resolve("readyz"));
    return child;
  }

  /** Ends the server as kill -9 does and starts it on the same data; returns when it is ready. */
  void killAndStart() throws IOException, InterruptedException {
    server.kill();
    TimeUnit.MILLISECONDS.sleep(100); // what it had sent arrives
    arrivedAtKill = arrived();
    server = startServer();
  }

  Path data() {
    return folder.resolve("data");
  }

  /** Stores a chain under this name. */
  void chain(String name, String text) throws IOException, InterruptedException {
    http.put(url.resolve("v1/chains/" + name), "application/yaml", text);
  }

  private List<String> providerCommand(Options options, int port, String latency, boolean logged) {
    var command = new ArrayList<String>();
    var other = options.provider();
    if (other != null) {
      command.addAll(List.of(other.trim().split("\\s+", -1)));
      command.addAll(List.of("-addr", "127.0.0.1:" + port, "-latency", latency));
      if (logged) {
        command.addAll(List.of("-log", callLog.toString()));
      }
    } else {
      command.addAll(List.of(options.launcher().toString(), "provider"));
      command.addAll(List.of("--port", Integer.toString(port), "--latency", latency));
      if (logged) {
        command.addAll(List.of("--log", callLog.toString()));
      }
    }
    return command;
  }

  /** Submits so many lines; the job's id. */
  String submit(int lines) throws IOException, InterruptedException {
    return submit("bench", lines);
  }

  /** Submits so many lines for this chain; the job's id, once all are accepted. */
  String submit(String chain, int lines) throws IOException, InterruptedException {
    return http.post(
            url.resolve("v1/jobs?chain=" + chain),
            "application/x-ndjson",
            () -> new Lines(lines, i -> "{\"country\":\"Country-" + i + "\"}"))
        .path("id")
        .asText();
  }

  /** Begins to upload a job whose lines come at this rate until the feed is closed. */
  Feed feed(int linesPerSecond) {
    var feed = new Feed(linesPerSecond, i -> "{\"country\":\"Country-" + i + "\"}");
    feed.into(http, url.resolve("v1/jobs?chain=bench"));
    return feed;
  }

  JsonNode job(String id) throws IOException, InterruptedException {
    return http.get(url.resolve("v1/jobs/" + id));
  }

  void cancel(String id) throws IOException, InterruptedException {
    http.post(
        url.resolve("v1/jobs/" + id + "/cancel"), "application/json", InputStream::nullInputStream);
  }

  /** Calls that have reached the provider. */
  long arrived() throws IOException, InterruptedException {
    return http.get(providerUrl.resolve("stats")).path("requests").asLong();
  }

  /** Calls that the provider has answered well. */
  long answered() throws IOException, InterruptedException {
    return http.get(providerUrl.resolve("stats")).path("ok").asLong();
  }

  private void await(Child child, String what, URI at) throws IOException, InterruptedException {
    try {
      http.await(child, what, at, LONGEST_START);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  @SuppressWarnings("NullAway") // closed half-way, when one of them did not start
  public void close() {
    if (server != null) {
      server.close();
    }
    if (provider != null) {
      provider.close();
    }
    if (keep) {
      System.err.println("kept: " + folder);
      return;
    }
    Scratch.remove(folder);
  }
}
