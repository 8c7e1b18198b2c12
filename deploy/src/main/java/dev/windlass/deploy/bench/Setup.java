package dev.windlass.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A provider and a server, each in a process of its own, in a folder of their own. */
final class Setup implements AutoCloseable {
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

  private final Workplace place;
  private final List<String> words;
  private final Map<String, String> environment;

  Setup(Options options, String name, String latency, int pool, String heap, boolean logged)
      throws IOException, InterruptedException {
    place = new Workplace("bench-" + name, options.keep());
    folder = place.folder;
    callLog = folder.resolve("calls.jsonl");
    int port = Http.freePort();
    providerUrl = URI.create("http://127.0.0.1:" + port + "/");
    var flags = new LinkedHashMap<String, String>();
    flags.put("latency", latency);
    if (logged) {
      flags.put("log", callLog.toString());
    }
    var command = ProviderCommand.of(options.provider(), options.launcher(), port, flags);
    provider = place.keep(Child.start(command, Map.of(), folder.resolve("provider.log")));
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
    chain("bench", TwoStepChain.named("bench"));
  }

  private Child startServer() throws IOException, InterruptedException {
    var child = place.keep(Child.start(words, environment, folder.resolve("server.log")));
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

  /** Submits so many lines; the job's id. */
  String submit(int lines) throws IOException, InterruptedException {
    return submit("bench", lines);
  }

  /** Submits so many lines for this chain; the job's id, once all are accepted. */
  String submit(String chain, int lines) throws IOException, InterruptedException {
    return http.post(
            url.resolve("v1/jobs?chain=" + chain),
            "application/x-ndjson",
            () -> new Lines(lines, TwoStepChain::line))
        .path("id")
        .asText();
  }

  /** Begins to upload a job whose lines come at this rate until the feed is closed. */
  Feed feed(int linesPerSecond) {
    var feed = new Feed(linesPerSecond, TwoStepChain::line);
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
  public void close() {
    place.close();
  }
}
