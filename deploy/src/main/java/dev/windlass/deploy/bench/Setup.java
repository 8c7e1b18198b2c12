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
  final Child server;
  private final URI providerUrl;
  private final URI url;

  private final boolean keep;

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
    var environment = new HashMap<String, String>();
    environment.put("OPENAI_BASE_URL", providerUrl.resolve("v1").toString());
    environment.put("OPENAI_API_KEY", "bench");
    environment.put("WINDLASS_HEAP", heap);
    int apiPort = Http.freePort();
    url = URI.create("http://127.0.0.1:" + apiPort + "/");
    server =
        Child.start(
            List.of(
                options.launcher().toString(),
                "server",
                "--bind",
                "127.0.0.1:" + apiPort,
                "--data",
                folder.resolve("data").toString(),
                "--journal",
                options.journal(),
                "--pool",
                Integer.toString(pool),
                "--limit",
                "concurrency=" + pool),
            environment,
            folder.resolve("server.log"));
    await(server, "server", url.resolve("readyz"));
    http.put(url.resolve("v1/chains/bench"), "application/yaml", CHAIN);
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
  String submit(int lines, String query) throws IOException, InterruptedException {
    return http.post(
            url.resolve("v1/jobs?chain=bench" + query),
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
