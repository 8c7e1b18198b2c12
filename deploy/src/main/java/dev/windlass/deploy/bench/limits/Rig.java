package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.ProviderCommand;
import dev.windlass.deploy.bench.Workplace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a measurement starts, in a {@link Workplace} of its own: providers, engines, relays. */
final class Rig implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final int RELAY_WARM_UP = 2_000;

  private final LimitOptions options;
  private final Progress progress;
  private final Workplace place;
  private final Http http = new Http();
  private int names;

  Rig(LimitOptions options, String name, Progress progress) throws IOException {
    this.options = options;
    this.progress = progress;
    place = new Workplace("limits-" + name, options.keep());
  }

  Path folder() {
    return place.folder;
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
    return place.folder.resolve(names + "-" + name);
  }

  <T extends AutoCloseable> T keep(T what) {
    return place.keep(what);
  }

  /** Starts a provider; returns when it answers. */
  ProviderProcess provider(ProviderFlags flags) throws IOException, InterruptedException {
    int port = Http.freePort();
    var log = fresh("calls.jsonl");
    var other = options.provider();
    var named = Map.of("log", log.toString());
    var command = ProviderCommand.of(other, options.launcher(), port, named);
    command.addAll(other != null ? flags.singleDash() : flags.doubleDash());
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

  @Override
  public void close() {
    place.close();
  }
}
