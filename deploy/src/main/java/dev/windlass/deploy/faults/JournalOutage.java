package dev.windlass.deploy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windlass.deploy.bench.CallLog;
import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.Lines;
import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.Workplace;
import dev.windlass.deploy.faults.OutageVerdict.Outage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server at work whose database goes away: a provider, a PostgreSQL and a server in processes of
 * their own, a proxy between the last two, a job, and a client that goes on submitting.
 *
 * <p>As a program: {@code hold SECONDS}, {@code lose SECONDS} or {@code restarts SECONDS}; prints
 * the verdict and ends with 1 when a promise was broken.
 */
public final class JournalOutage implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);
  private static final int POOL = 64;

  /** An answer that left the provider this long before is stored. */
  private static final double DURABLE_SECONDS = 0.5;

  private final Http http = new Http();
  private final Workplace place;
  private final Path callLog;
  private final Child provider;
  private final Database database;
  private final TcpProxy proxy;
  private final Child server;
  private final URI url;
  private final Submitter submitter;
  private final List<Outage> outages = new ArrayList<>();
  private String job = "";
  private int lines;

  /**
   * @param program words that start {@code windlass}, such as the launcher's path
   * @param latency of the provider, such as {@code 300ms}
   */
  public JournalOutage(List<String> program, String latency, boolean keepsFolder)
      throws IOException, InterruptedException {
    place = new Workplace("outage", keepsFolder);
    try {
      callLog = place.folder.resolve("calls.jsonl");
      int port = Http.freePort();
      provider = provider(program, port, latency);
      database = place.keep(Database.own(place.folder.resolve("postgres")));
      proxy = place.keep(new TcpProxy(database.port()));
      int apiPort = Http.freePort();
      url = URI.create("http://127.0.0.1:" + apiPort + "/");
      server = server(program, port, apiPort);
      http.put(url.resolve("v1/chains/bench"), "application/yaml", TwoStepChain.named("bench"));
      submitter = place.keep(new Submitter(url, "bench"));
    } catch (IOException | InterruptedException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private Child provider(List<String> program, int port, String latency)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(program);
    words.addAll(
        List.of(
            "provider", "--port", "" + port, "--latency", latency, "--log", callLog.toString()));
    var child = place.keep(Child.start(words, Map.of(), place.folder.resolve("provider.log")));
    http.await(child, "provider", URI.create("http://127.0.0.1:" + port + "/stats"), START);
    return child;
  }

  private Child server(List<String> program, int providerPort, int apiPort)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(program);
    words.addAll(
        List.of(
            "server",
            "--bind",
            "127.0.0.1:" + apiPort,
            "--data",
            place.folder.resolve("data").toString(),
            "--journal",
            "postgres",
            "--pool",
            "" + POOL,
            "--limit",
            "concurrency=" + POOL));
    var environment = new HashMap<>(database.environment());
    environment.put(
        "WINDLASS_JOURNAL_POSTGRES_URL",
        "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres");
    environment.put("OPENAI_BASE_URL", "http://127.0.0.1:" + providerPort + "/v1");
    environment.put("OPENAI_API_KEY", "k");
    environment.put("WINDLASS_HEAP", "512m");
    var child = place.keep(Child.start(words, environment, place.folder.resolve("server.log")));
    http.await(child, "server", url.resolve("readyz"), START);
    return child;
  }

  public TcpProxy proxy() {
    return proxy;
  }

  /** Hands the job to the server. */
  public void submit(int lines) throws IOException, InterruptedException {
    this.lines = lines;
    job =
        http.post(
                url.resolve("v1/jobs?chain=bench"),
                "application/x-ndjson",
                () -> new Lines(lines, TwoStepChain::line))
            .path("id")
            .asText();
  }

  /** No byte passes for so long. */
  public void hold(Duration time) throws InterruptedException {
    double from = Submitter.now();
    proxy.hold();
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    double to = Submitter.now();
    proxy.pass();
    outages.add(new Outage(from, to));
  }

  /** No byte passes for so long, and the connections of before never speak again. */
  public void lose(Duration time) throws InterruptedException {
    double from = Submitter.now();
    proxy.lose();
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    double to = Submitter.now();
    proxy.pass();
    outages.add(new Outage(from, to));
  }

  /** The database ends at once and starts again after so long. */
  public void restart(Duration down) throws IOException, InterruptedException {
    double from = Submitter.now();
    database.crash();
    TimeUnit.MILLISECONDS.sleep(down.toMillis());
    database.start();
    outages.add(new Outage(from, Submitter.now()));
  }

  /** Restarts it every 5 to 20 s, down for up to 5 s, for so long. */
  public void restarts(Duration time, Random random) throws IOException, InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(5_000 + random.nextInt(15_000));
      restart(Duration.ofMillis(random.nextInt(5_000)));
    }
  }

  /** Waits for the end of everything that was acknowledged; what was not kept, in words. */
  public List<String> finish(Duration longest) throws IOException, InterruptedException {
    submitter.close();
    long until = System.nanoTime() + longest.toNanos();
    var broken = new ArrayList<String>();
    var ended = end("v1/jobs/" + job, "state", Set.of("completed"), until);
    if (ended.at("/counts/succeeded").asInt() != lines) {
      broken.add("the job ended as " + ended);
    }
    broken.addAll(results());
    for (var each : submitter.made()) {
      if (each.isAcknowledged()) {
        broken.addAll(kept(each.made(), until));
      }
    }
    return broken;
  }

  private List<String> kept(String made, long until) throws IOException, InterruptedException {
    boolean isJob = made.startsWith("v1/jobs/");
    var ended =
        end(made, isJob ? "state" : "status", Set.of("completed", "succeeded", "failed"), until);
    boolean well =
        isJob
            ? ended.at("/counts/succeeded").asInt() == ended.path("accepted_lines").asInt()
            : ended.path("status").asText().equals("succeeded");
    return well ? List.of() : List.of("what was acknowledged ended as " + ended);
  }

  private JsonNode end(String path, String field, Set<String> ends, long until)
      throws IOException, InterruptedException {
    while (true) {
      var now = http.get(url.resolve(path));
      if (ends.contains(now.path(field).asText())) {
        return now;
      }
      if (System.nanoTime() > until) {
        throw new IOException("no end in time: " + now);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private List<String> results() throws IOException, InterruptedException {
    var json = new ObjectMapper();
    var broken = new ArrayList<String>();
    var seen = new HashSet<Integer>();
    var text = http.text(url.resolve("v1/jobs/" + job + "/results?order=completion"));
    for (var line : text.split("\n", -1)) {
      var row = line.isBlank() ? json.nullNode() : json.readTree(line);
      if (row.has("line") && !seen.add(row.path("line").asInt())) {
        broken.add("a line ended twice: " + line);
      }
    }
    if (seen.size() != lines) {
      broken.add(seen.size() + " of " + lines + " lines have a result");
    }
    return broken;
  }

  /** Stops the server and the provider, and judges; {@link #finish} comes before. */
  public OutageVerdict verdict() throws IOException {
    server.close();
    provider.close();
    return new OutageVerdict(CallLog.read(callLog), submitter.made(), List.copyOf(outages));
  }

  /** What the server has said so far. */
  public String serverLog() {
    return server.printed();
  }

  @Override
  public void close() {
    place.close();
  }

  /** Words that start this program: its jar where that is built, else the classes of now. */
  public static List<String> thisProgram() {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var jar = Path.of("target", "windlass.jar");
    return Files.exists(jar)
        ? List.of(java, "-Xmx512m", "-jar", jar.toAbsolutePath().toString())
        : List.of(
            java,
            "-Xmx512m",
            "-cp",
            System.getProperty("windlass.class-path", System.getProperty("java.class.path")),
            "dev.windlass.deploy.Main");
  }

  /** For a person, and for the nightly script. */
  public static void main(String[] words) throws Exception {
    var time = Duration.ofSeconds(words.length > 1 ? Long.parseLong(words[1]) : 15);
    long seed = Long.getLong("windlass.seed", System.nanoTime());
    boolean restarts = words[0].equals("restarts");
    System.out.println(words[0] + " " + time.toSeconds() + " s, seed " + seed);
    try (var outage =
        new JournalOutage(thisProgram(), "300ms", Boolean.getBoolean("windlass.keep"))) {
      // about 100 lines a second, for the time and a while before and after
      outage.submit((int) (100 * (restarts ? time.toSeconds() + 5 : 12)));
      TimeUnit.SECONDS.sleep(4);
      switch (words[0]) {
        case "hold" -> outage.hold(time);
        case "lose" -> outage.lose(time);
        case "restarts" -> outage.restarts(time, new Random(seed));
        default -> throw new IllegalArgumentException("hold, lose or restarts, and seconds");
      }
      TimeUnit.SECONDS.sleep(11);
      var broken = outage.finish(Duration.ofMinutes(2));
      var verdict = outage.verdict();
      System.out.print(verdict.text());
      broken = new ArrayList<>(broken);
      broken.addAll(verdict.broken(!restarts, DURABLE_SECONDS));
      broken.forEach(each -> System.out.println("BROKEN " + each));
      System.exit(broken.isEmpty() ? 0 : 1);
    }
  }
}
