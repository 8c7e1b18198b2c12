package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes of one cluster, each a process of its own, on a database of their own. */
final class Site implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final int MOST = 8;

  /**
   * @param cluster {@code HOST:PORT} where the others reach it
   * @param url of its API
   * @param probes where it says how it is
   */
  record Member(Child process, String cluster, URI url, URI probes) {}

  final Http http = new Http();
  private final Path folder;
  private final Database database;
  private final Iterator<String> addresses;
  private final String seed;
  private final List<Member> members = new ArrayList<>();

  Site(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.database = Database.own(folder.resolve("postgres"));
    this.addresses = addresses();
    this.seed = addresses.next();
  }

  /** In their order: of two engines the one with the lower address stays when they are parted. */
  private static Iterator<String> addresses() throws IOException {
    var ports = new TreeSet<Integer>();
    while (ports.size() < MOST) {
      ports.add(Http.freePort());
    }
    return ports.stream().map(port -> "127.0.0.1:" + port).iterator();
  }

  /** The node that the others join. */
  Member first(String roles, Map<String, String> environment, String... flags) throws Exception {
    return start(seed, roles, environment, flags);
  }

  Member start(String roles, Map<String, String> environment, String... flags) throws Exception {
    return start(addresses.next(), roles, environment, flags);
  }

  private Member start(
      String cluster, String roles, Map<String, String> environment, String... flags)
      throws Exception {
    var name = roles.replace(',', '-') + "-" + members.size();
    var api = "127.0.0.1:" + Http.freePort();
    var probes = "127.0.0.1:" + Http.freePort();
    var words = new ArrayList<>(command());
    words.addAll(
        List.of(
            "server", "--roles", roles, "--cluster", "--cluster-bind", cluster, "--seeds", seed));
    words.addAll(List.of("--management", probes, "--pool", "32"));
    if (!roles.equals("worker")) {
      words.addAll(List.of("--journal", "postgres", "--data", folder.resolve(name).toString()));
    }
    if (roles.contains("api")) {
      words.addAll(List.of("--bind", api));
    }
    words.addAll(List.of(flags));
    var all = new HashMap<>(environment);
    if (!roles.equals("worker")) { // which has no database to speak with
      all.putAll(database.environment());
    }
    var process = Child.start(words, all, folder.resolve(name + ".log"));
    var member =
        new Member(
            process,
            cluster,
            URI.create("http://" + api + "/"),
            URI.create("http://" + probes + "/"));
    members.add(member);
    return member;
  }

  /** Java and this program, without its verb. */
  static List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    var classes = System.getProperty("windlass.classes"); // where no jar is built
    command.addAll(
        classes == null
            ? List.of("-jar", Path.of("target", "windlass.jar").toString())
            : List.of("-cp", classes, "dev.windlass.deploy.Main"));
    return command;
  }

  void awaitReady(Member member) throws Exception {
    http.await(
        member.process(),
        "a node",
        member.probes().resolve("readyz"),
        Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** Hands so many lines to a chain; where the job can be looked at. */
  URI submit(Member at, String chain, int lines) throws Exception {
    var text =
        IntStream.range(0, lines)
            .mapToObj(i -> "{\"x\":\"" + i + "\"}\n")
            .collect(Collectors.joining());
    return submit(at, chain, text);
  }

  /** The same with lines as they are given. */
  URI submit(Member at, String chain, String text) throws Exception {
    var body = text.getBytes(StandardCharsets.UTF_8);
    var job =
        http.post(
            at.url().resolve("v1/jobs?chain=" + chain),
            "application/x-ndjson",
            () -> new ByteArrayInputStream(body));
    return at.url().resolve("v1/jobs/" + job.path("id").asText());
  }

  /** Asks until the answer is such; 503 means to ask again. */
  JsonNode until(URI at, Predicate<JsonNode> such) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    var now = patiently(at);
    while (!such.test(now)) {
      assertThat(System.nanoTime()).as("%s: %s%n%s", at, now, printed()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(50);
      now = patiently(at);
    }
    return now;
  }

  private JsonNode patiently(URI at) throws IOException, InterruptedException {
    try {
      return http.get(at);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains(": 503 ")) {
        return MissingNode.getInstance();
      }
      throw e;
    }
  }

  private String printed() {
    return members.stream()
        .map(member -> member.cluster() + "\n" + member.process().printed())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() throws IOException {
    members.forEach(member -> member.process().kill());
    database.close();
  }
}
