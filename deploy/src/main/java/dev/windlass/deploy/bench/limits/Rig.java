package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.Scratch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement starts, in a folder of its own: providers, engines, relays. All of it is
 * stopped in the end, the youngest first, also when this process is told to stop.
 */
final class Rig implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final int RELAY_WARM_UP = 2_000;

  private final LimitOptions options;
  private final Progress progress;
  private final Path folder;
  private final Http http = new Http();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Thread atExit = new Thread(this::stopAll, "bench-exit");
  private int names;

  Rig(LimitOptions options, String name, Progress progress) throws IOException {
    this.options = options;
    this.progress = progress;
    folder = Files.createTempDirectory("windlass-limits-" + name + "-");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  Path folder() {
    return folder;
  }

  Http http() {
    return http;
  }

  void phase(String what) {
    progress.phase(what);
  }

  void phase(String what, double seconds) throws InterruptedException {
    progress.phase(what);
    TimeUnit.MILLISECONDS.sleep((long) (seconds * 1_000));
  }

  /** Seconds since 1970, as the logs have them. */
  static double now() {
    var now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  /** A file or folder in the rig's folder that no other has. */
  Path fresh(String name) {
    names++;
    return folder.resolve(names + "-" + name);
  }

  synchronized <T extends AutoCloseable> T keep(T what) {
    started.push(what);
    return what;
  }

  /** Starts a provider; returns when it answers. */
  ProviderProcess provider(ProviderFlags flags) throws IOException, InterruptedException {
    int port = Http.freePort();
    var log = fresh("calls.jsonl");
    var command = new ArrayList<String>();
    var other = options.provider();
    if (other != null) {
      command.addAll(List.of(other.trim().split("\\s+", -1)));
      command.addAll(List.of("-addr", "127.0.0.1:" + port, "-log", log.toString()));
      command.addAll(flags.singleDash());
    } else {
      command.addAll(List.of(options.launcher().toString(), "provider"));
      command.addAll(List.of("--port", Integer.toString(port), "--log", log.toString()));
      command.addAll(flags.doubleDash());
    }
    var provider = keep(ProviderProcess.start(command, port, log, fresh("provider.log")));
    await(provider.child(), "the provider", provider.url.resolve("stats"));
    return provider;
  }

  /** Starts a server of one node before this provider; returns when it is ready. */
  Engine engine(URI provider, List<String> flags) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of("--journal", options.journal()));
    words.addAll(flags);
    var environment = new HashMap<String, String>();
    if (options.journal().equals("postgres")) {
      environment.putAll(keep(Database.open(fresh("postgres"))).environment());
    }
    var engine =
        keep(
            new Engine(
                http, spawn(provider, environment), words, fresh("data"), fresh("server.log")));
    engine.start();
    await(engine.child(), "the server", engine.url().resolve("readyz"));
    return engine;
  }

  /** Starts a relay to this provider, and has it hand on enough to be as quick as it will be. */
  Relay relay(URI provider) throws IOException, InterruptedException {
    var relay = keep(Relay.to(provider));
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RELAY_WARM_UP; i++) {
        many.submit(() -> http.get(relay.url().resolve("stats")));
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    return relay;
  }

  /** How this rig starts {@code windlass}. */
  Engine.Spawn spawn(URI provider, Map<String, String> environment) {
    return (words, log) -> windlass(provider, environment, words, log);
  }

  /** Starts the launcher with these words. */
  Child windlass(URI provider, Map<String, String> more, List<String> words, Path log)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(options.launcher().toString());
    command.addAll(words);
    var environment = new HashMap<>(more);
    environment.put("OPENAI_BASE_URL", provider.resolve("v1").toString());
    environment.put("OPENAI_API_KEY", "bench");
    environment.putIfAbsent("WINDLASS_HEAP", "1g");
    return Child.start(command, environment, log);
  }

  /** Waits until something answers at this address, three minutes at most. */
  void await(@Nullable Child child, String what, URI at) throws IOException, InterruptedException {
    http.await(child, what, at, LONGEST_START);
  }

  private synchronized void stopAll() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        System.err.println("did not stop: " + e);
      }
    }
  }

  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return; // the hook does the same
    }
    if (options.keep()) {
      System.err.println("kept: " + folder);
      return;
    }
    Scratch.remove(folder);
  }
}
