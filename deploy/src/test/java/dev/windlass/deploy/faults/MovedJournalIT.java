package dev.windlass.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windlass.deploy.bench.CallLog;
import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.Lines;
import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.Workplace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job that is half done in a data folder, and goes on in PostgreSQL. */
class MovedJournalIT {
  private static final int LINES = 400;
  private static final Duration START = Duration.ofMinutes(1);

  private final Http http = new Http();
  private final ObjectMapper json = new ObjectMapper();
  private Workplace place;
  private Path data;
  private Path calls;
  private URI url;
  private int providerPort;

  @BeforeEach
  void start() throws Exception {
    place = new Workplace("moved", false);
    data = place.folder.resolve("data");
    calls = place.folder.resolve("calls.jsonl");
    url = URI.create("http://127.0.0.1:" + Http.freePort() + "/");
    providerPort = Http.freePort();
    var provider =
        run(
            "provider",
            Map.of(),
            "--port",
            "" + providerPort,
            "--latency",
            "100ms",
            "--log",
            calls.toString());
    http.await(
        provider, "provider", URI.create("http://127.0.0.1:" + providerPort + "/stats"), START);
  }

  @AfterEach
  void stop() {
    place.close();
  }

  @Test
  void aJobGoesOnInPostgresWithNoStepRepeatedAndItsCursorsStillWork() throws Exception {
    var first = server(Map.of());
    http.put(url.resolve("v1/chains/bench"), "application/yaml", TwoStepChain.named("bench"));
    var job =
        http.post(
                url.resolve("v1/jobs?chain=bench"),
                "application/x-ndjson",
                () -> new Lines(LINES, TwoStepChain::line))
            .path("id")
            .asText();
    while (http.get(url.resolve("v1/jobs/" + job)).at("/counts/succeeded").asInt() < LINES / 3) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    var seen = new ArrayList<Integer>();
    var cursor = read(results(job, ""), seen);
    assertThat(seen).hasSizeBetween(1, LINES - 1);

    var database = place.keep(Database.own(place.folder.resolve("postgres")));
    var inUse = copy(database);
    assertThat(inUse.endsWithin(60_000)).isEqualTo(7);
    assertThat(inUse.printed()).contains("is in use by process").contains(url.getAuthority());
    first.close();
    var moved = copy(database);
    assertThat(moved.endsWithin(60_000)).as(moved.printed()).isZero();
    assertThat(moved.printed()).contains("copied and checked");

    var second = server(database.environment());
    var third = anotherServer(database);
    assertThat(third.endsWithin(60_000)).isEqualTo(7);
    assertThat(third.printed()).contains("another node is at work on this database");
    while (!http.get(url.resolve("v1/jobs/" + job)).path("state").asText().equals("completed")) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    read(results(job, "&cursor=" + cursor), seen);
    assertThat(seen).as("the cursor of before goes on").hasSize(LINES).doesNotHaveDuplicates();

    second.close();
    var steps = new HashSet<String>();
    for (var call : CallLog.read(calls)) {
      assertThat(steps.add(call.run() + "/" + call.step())).as("%s is asked once", call).isTrue();
    }
    assertThat(steps).hasSize(2 * LINES);
  }

  /** Adds the lines that are there; the cursor behind them. */
  private String read(URI results, List<Integer> seen) throws Exception {
    var cursor = "";
    for (var line : http.text(results).split("\n", -1)) {
      var row = line.isBlank() ? json.nullNode() : json.readTree(line);
      if (row.has("line")) {
        seen.add(row.path("line").asInt());
      }
      cursor = row.path("cursor").asText(cursor);
    }
    return cursor;
  }

  private URI results(String job, String query) {
    return url.resolve("v1/jobs/" + job + "/results?order=completion" + query);
  }

  private Child copy(Database database) throws Exception {
    var to = "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres";
    return run(
        "journal", Map.of(), "copy", "--from", data.toString(), "--to", to, "--user", "windlass");
  }

  private Child server(Map<String, String> database) throws Exception {
    var environment = new HashMap<>(database);
    environment.put("OPENAI_BASE_URL", "http://127.0.0.1:" + providerPort + "/v1");
    environment.put("OPENAI_API_KEY", "k");
    var server =
        run(
            "server",
            environment,
            "--bind",
            url.getAuthority(),
            "--data",
            data.toString(),
            "--limit",
            "concurrency=16",
            "--journal",
            database.isEmpty() ? "embedded" : "postgres");
    http.await(server, "server", url.resolve("readyz"), START);
    return server;
  }

  private Child anotherServer(Database database) throws Exception {
    var environment = new HashMap<>(database.environment());
    environment.put("WINDLASS_JOURNAL_POSTGRES_ALONE_WITHIN", "1s");
    environment.put("OPENAI_API_KEY", "k");
    var folder = place.folder.resolve("another").toString();
    return run(
        "server", environment, "--bind", "127.0.0.1:0", "--data", folder, "--journal", "postgres");
  }

  private Child run(String verb, Map<String, String> environment, String... words)
      throws Exception {
    var command = new ArrayList<>(JournalOutage.thisProgram());
    command.add(verb);
    command.addAll(List.of(words));
    var log = place.folder.resolve(verb + "-" + System.nanoTime() + ".log");
    return place.keep(Child.start(command, environment, log));
  }
}
