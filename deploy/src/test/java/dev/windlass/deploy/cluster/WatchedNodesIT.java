package dev.windlass.deploy.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.bench.CallLog;
import dev.windlass.workers.provider.simulated.SimulatedProvider;
import dev.windlass.workers.provider.simulated.SimulatedSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers while they are written, and answers that serve many, over real processes: an engine with
 * the API, which makes no call, and an engine that makes them. One cluster for all tests, in this
 * order: its second node is killed in the middle of the fourth, all of it is started anew in the
 * last.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WatchedNodesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Jobs on both nodes; and text at such a speed that what a socket holds is soon full. */
  private static final Map<String, String> SETTINGS =
      Map.of("WINDLASS_INTAKE_PARTITION_LINES", "50", "WINDLASS_WORKER_LIVE_EVERY", "20ms");

  private static final int LINES = 200;
  private static final int EARLY = 5;
  private static final int LATE = 20;
  private static final int STANDING_STILL = 24;

  /** An answer that left the provider this long before a kill is durable, in seconds. */
  private static final double DURABLE = 0.5;

  /** Characters of one, two, three and four bytes. */
  private static final String ANSWER =
      "One piece – größer als 1 🌍 – after another. ".repeat(60) + "End.";

  private final Map<String, SimulatedProvider> providers = new LinkedHashMap<>();
  private Path folder;
  private Site site;
  private String config;
  private Site.Member api;
  private Site.Member caller;

  @BeforeAll
  void start(@TempDir Path place) throws Exception {
    folder = place;
    try {
      site = new Site(folder);
    } catch (IOException none) {
      System.out.println("skipped: watched nodes, because " + none.getMessage());
      site = Assumptions.abort(none.getMessage());
    }
    provider("quick", Map.of("latency", "300ms"));
    provider("slow", Map.of("latency", "4s"));
    provider("long", Map.of("latency", "3s", "answer-tokens", 1_000_000));
    var file = folder.resolve("providers.conf");
    Files.writeString(
        file,
        providers.entrySet().stream()
            .map(each ->
                "windlass.providers.%s { type = openai, base-url = \"%s\" }%n"
                    .formatted(each.getKey(), each.getValue().baseUrl()))
            .collect(Collectors.joining()));
    config = file.toString();
    api = site.first("engine,api", SETTINGS);
    caller = site.start("engine,worker", SETTINGS, "--config", config);
    site.awaitReady(api);
    site.awaitReady(caller);
    chain("echo", "{\"model\":\"slow/echo\",\"steps\":[{\"ask\":\"{text}\",\"as\":\"a\"}]}");
    chain("endless", "{\"model\":\"long/words\",\"steps\":[{\"ask\":\"{text}\",\"as\":\"a\"}]}");
    for (var name : List.of("quick", "slow")) {
      chain(
          "cached-" + name,
          "{\"model\":\"%s/echo\",\"cache\":true,\"steps\":[{\"ask\":\"{x}\",\"as\":\"a\"}]}"
              .formatted(name));
    }
  }

  private void provider(String name, Map<String, Object> its) throws IOException {
    var settings = new HashMap<String, Object>(its);
    settings.put("sigma", 0);
    settings.put("log", log(name).toString());
    providers.put(
        name,
        SimulatedProvider.start(SimulatedSettings.of(ConfigFactory.parseMap(settings), name)));
  }

  private Path log(String provider) {
    return folder.resolve(provider + ".jsonl");
  }

  /** Once the nodes have told each other which providers there are. */
  private void chain(String name, String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() ->
            site.http.put(api.url().resolve("v1/chains/" + name), "application/json", text)
                != null);
  }

  @AfterAll
  void stop() throws Exception {
    if (site != null) {
      site.close();
    }
    providers.values().forEach(SimulatedProvider::close);
  }

  @Test
  @Order(1)
  void aWatcherIsToldTheAnswerThatAnotherNodeIsGiven() throws Exception {
    var run = run("echo", ANSWER);
    var told = new Told();
    try (var reader = reader(run, "")) {
      told.toEnd(reader);
    }
    System.out.println("streams: told in " + told.pieces + " pieces by another node");
    assertThat(told.answer()).isEqualTo(ANSWER);
    assertThat(told.whole).isTrue();
    assertThat(told.skipped).isZero();
    assertThat(told.restarts).isEmpty();
    assertThat(told.pieces).as("pieces while it is written").isGreaterThan(3);
    assertThat(told.end.path("status").asText()).isEqualTo("succeeded");
    assertThat(told.end.at("/output/a").asText()).isEqualTo(ANSWER);
    assertThat(site.http.get(run).at("/output/a").asText()).isEqualTo(ANSWER);
    assertThat(calls("slow", 1)).extracting(Call::status).containsExactly(200);
  }

  @Test
  @Order(2)
  void readersWhoStandStillHoldUpNobodyAndCostTheirBound() throws Exception {
    double before = NodeHeap.mib(api);
    var run = run("endless", "on and on");
    var readers = new ArrayList<EventReader>();
    try {
      for (int i = 0; i < STANDING_STILL; i++) {
        readers.add(reader(run, ""));
      }
      var answer =
          site.until(run, now -> now.path("status").asText().equals("succeeded"))
              .at("/output/a")
              .asText();
      double more = NodeHeap.mib(api) - before;
      System.out.printf(
          "streams: %d readers stand still before %,d characters: %.0f MiB more in use%n",
          STANDING_STILL, answer.length(), more);
      // what waits for each reader, and the run itself, which is in memory more than once
      assertThat(more).as("MiB").isLessThan(4 * answer.length() / 1e6 + STANDING_STILL);

      var told = new Told().toEnd(readers.getFirst());
      assertThat(told.snapshot.path("status").asText()).isNotEqualTo("succeeded");
      assertThat(told.skipped).as("what the reader was too slow for").isPositive();
      assertThat(answer).hasSizeGreaterThan(3_900_000).contains(told.answer().substring(0, 1_000));
      assertThat(told.end.at("/output/a").asText()).as("the end has all").isEqualTo(answer);
    } finally {
      for (var each : readers) {
        each.close();
      }
    }
  }

  @Test
  @Order(3)
  void identicalCallsOfAJobOnTwoNodesAreMadeOnce() throws Exception {
    var job = submit("cached-quick", EARLY);
    answersAll(job, EARLY);
    assertThat(calls("quick", EARLY)).extracting(Call::status).containsOnly(200).hasSize(EARLY);
  }

  @Test
  @Order(4)
  void afterAKillAnswersAreWrittenAnewAndOnlyWhatWasInFlightIsRepeatedOnce() throws Exception {
    int calledBefore = calls("slow", 1).size();
    var job = submit("cached-slow", LATE);
    await().atMost(PATIENCE).until(() -> stat("slow", "in_flight") == LATE);
    var run = run("echo", ANSWER);
    var told = new Told();
    var later = new Told();
    double killed;
    try (var reader = reader(run, "")) {
      told.toSomeText(reader);
      killed = System.currentTimeMillis() / 1000.0;
      caller.process().kill();
      var cut = told.answer();
      assertThat(ANSWER).startsWith(cut);
      caller = site.start("engine,worker", SETTINGS, "--config", config);

      told.toRestart(reader);
      try (var second = reader(run, "17")) {
        later.toEnd(second);
      }
      told.toEnd(reader);
      System.out.printf("streams: cut after %d of %d characters%n", cut.length(), ANSWER.length());
    }
    assertThat(told.restarts).containsExactly("retry 2");
    assertThat(told.answer()).isEqualTo(ANSWER);
    assertThat(told.end.at("/output/a").asText()).isEqualTo(ANSWER);
    assertThat(later.restarts).isEmpty();
    assertThat(later.answer()).as("of who came again").isEqualTo(ANSWER);
    assertThat(site.http.get(run).at("/output/a").asText()).isEqualTo(ANSWER);

    answersAll(job, LATE);
    var byQuestion =
        calls("slow", calledBefore + LATE + 2).stream()
            .skip(calledBefore)
            .collect(Collectors.groupingBy(Call::body));
    assertThat(byQuestion).hasSize(LATE + 1);
    int repeated = 0;
    for (var asked : byQuestion.values()) {
      assertThat(asked).hasSizeBetween(1, 2);
      assertThat(asked.getLast().status()).isEqualTo(200);
      if (asked.size() == 2) {
        assertThat(asked.getFirst().end()).as("%s", asked).isGreaterThan(killed - DURABLE);
        assertThat(asked.getLast().at()).as("%s", asked).isGreaterThan(killed);
        repeated++;
      }
    }
    System.out.printf(
        "cache: %d of %d calls were in flight at the kill and made again%n", repeated, LATE + 1);
  }

  @Test
  @Order(5)
  void whatWasAnsweredIsKnownAfterAllNodesWereStartedAnew() throws Exception {
    int before = requests();
    for (var each : List.of(caller, api)) {
      each.process().signal("TERM");
      assertThat(each.process().endsWithin(30_000)).as(each.process().printed()).isZero();
    }
    api = site.first("engine,api", SETTINGS);
    caller = site.start("engine,worker", SETTINGS, "--config", config);
    site.awaitReady(api);
    site.awaitReady(caller);

    var early = submit("cached-quick", EARLY);
    var late = submit("cached-slow", LATE);
    answersAll(early, EARLY);
    answersAll(late, LATE);
    assertThat(requests()).isEqualTo(before);
  }

  private URI run(String chain, String text) throws Exception {
    var body = new ObjectMapper().createObjectNode().put("stream", true).put("chain", chain);
    body.putObject("input").put("text", text);
    var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    var run =
        site.http.post(
            api.url().resolve("v1/runs"),
            "application/json",
            () -> new ByteArrayInputStream(bytes));
    return api.url().resolve("v1/runs/" + run.path("id").asText());
  }

  private static EventReader reader(URI run, String seen) throws IOException {
    return new EventReader(URI.create(run + "/events?include=tokens"), seen);
  }

  private URI submit(String chain, int different) throws Exception {
    return site.submit(
        api,
        chain,
        IntStream.range(0, LINES)
            .mapToObj(i -> "{\"x\":\"" + question(i, different) + "\"}\n")
            .collect(Collectors.joining()));
  }

  /** Which is what the model echoes. */
  private static String question(int line, int different) {
    return "question " + line % different;
  }

  private void answersAll(URI job, int different) throws Exception {
    var ended = site.until(job, now -> now.path("state").asText().equals("completed"));
    assertThat(ended.at("/counts/succeeded").asInt()).isEqualTo(LINES);
    int rows = 0;
    var path = api.url().resolve(job.getPath() + "/results?order=input");
    for (var line : site.http.text(path).lines().toList()) {
      var row = new ObjectMapper().readTree(line);
      if (row.has("line")) {
        assertThat(row.at("/output/a").asText())
            .isEqualTo(question(row.path("line").asInt() - 1, different));
        rows++;
      }
    }
    assertThat(rows).isEqualTo(LINES);
  }

  /**
   * @param at when it came, in seconds since 1970
   * @param end of its answer, or when its caller was gone
   * @param status 0 where its caller was gone first
   * @param body hash of the request
   */
  private record Call(double at, double end, int status, String body) {}

  /** Calls in their order of ending, once there are so many. */
  private List<Call> calls(String provider, int atLeast) throws Exception {
    var log = log(provider);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> CallLog.read(log).size() >= atLeast);
    var json = new ObjectMapper();
    var calls = new ArrayList<Call>();
    for (var line : Files.readAllLines(log)) {
      var call = json.readTree(line);
      calls.add(
          new Call(
              call.path("at").asLong() / 1e9,
              call.path("end").asLong() / 1e9,
              call.path("status").asInt(),
              call.path("body").asText()));
    }
    return calls;
  }

  private int requests() throws IOException {
    return stat("quick", "requests") + stat("slow", "requests");
  }

  private int stat(String provider, String name) throws IOException {
    var stats = requireNonNull(providers.get(provider)).stats();
    return new ObjectMapper().readTree(stats).path(name).asInt();
  }
}
