package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.Lines;
import dev.windlass.deploy.bench.ProviderCommand;
import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.Workplace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A provider in a process of its own, a file of lines, and a {@link Workplace} for one system. */
final class Stage implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);

  final Http http = new Http();
  final Path folder;
  final Path lines;
  final int width;
  final Path launcher;
  final Peers peers;
  private final Path calls;
  private final Child provider;
  private final URI providerUrl;
  private final Workplace place;

  Stage(Contender contender, SpeedOptions options, Path launcher, Peers peers)
      throws IOException, InterruptedException {
    this.launcher = launcher;
    this.peers = peers;
    width = contender.width();
    place = new Workplace("bench-" + contender.name(), options.keep());
    folder = place.folder;
    lines = folder.resolve("lines.jsonl");
    Files.copy(
        new Lines(contender.linesPerSecond() * options.seconds(), TwoStepChain::line), lines);
    calls = folder.resolve("calls.jsonl");
    int port = Http.freePort();
    providerUrl = URI.create("http://127.0.0.1:" + port + "/");
    var command =
        ProviderCommand.of(
            options.provider(), launcher, port, Map.of("latency", "0ms", "log", calls.toString()));
    provider = place.keep(Child.start(command, Map.of(), folder.resolve("provider.log")));
    try {
      await(provider, "the provider", providerUrl.resolve("stats"));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** What a client of OpenAI's takes as base URL. */
  URI baseUrl() {
    return providerUrl.resolve("v1");
  }

  Child provider() {
    return provider;
  }

  /** Calls that the provider has answered well so far. */
  long answered() throws IOException, InterruptedException {
    return http.get(providerUrl.resolve("stats")).path("ok").asLong();
  }

  /** Stops the provider, which then has written its log, and reads that. */
  AnswerLog log() throws IOException {
    provider.close();
    return AnswerLog.read(calls);
  }

  Child start(String name, Map<String, String> environment, String... command) throws IOException {
    var child = Child.start(List.of(command), environment, folder.resolve(name + ".log"));
    place.keep(child::kill); // nothing of it is needed any more then
    return child;
  }

  /** A PostgreSQL of its own; stopped in the end. */
  Postgres postgres() throws IOException, InterruptedException {
    var home = folder.resolve("postgres");
    var database = place.keep(Database.own(home));
    return new Postgres(
        Objects.requireNonNull(database.server()),
        database.environment(),
        database.libpqUrl(),
        home.resolve("data").resolve("base"));
  }

  /** Waits until something answers there, as long as the process lives. */
  void await(Child child, String what, URI at) throws IOException, InterruptedException {
    try {
      http.await(child, what, at, LONGEST_START);
    } catch (IOException e) {
      throw new IOException(what + " did not start: " + lastLine(child), e);
    }
  }

  /** The last line that it printed, where a reason usually stands. */
  static String lastLine(Child child) {
    return child.printed().lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
  }

  @Override
  public void close() {
    place.close();
  }
}
