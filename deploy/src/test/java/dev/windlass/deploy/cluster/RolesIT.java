package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.bench.CallLog;
import dev.windlass.deploy.bench.Http;
import dev.windlass.workers.provider.simulated.SimulatedProvider;
import dev.windlass.workers.provider.simulated.SimulatedSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes: an engine with the API and one without, a worker for two providers, a worker
 * beside one of them, and later an API alone.
 */
class RolesIT {
  private static final int LINES = 600;

  /** So that each engine has some. */
  private static final Map<String, String> SMALL_PARTITIONS =
      Map.of("WINDLASS_INTAKE_PARTITION_LINES", "50");

  /** An answer that left the provider this long before a kill is durable, in seconds. */
  private static final double DURABLE = 0.5;

  /** Between these, in seconds since 1970. */
  private record Kill(double from, double until) {}

  @TempDir Path folder;
  private Site site;
  private SimulatedProvider first;
  private SimulatedProvider local;

  @BeforeEach
  void start() throws Exception {
    first = provider("first");
    local = provider("local");
    try {
      site = new Site(folder);
    } catch (IOException none) {
      System.out.println("skipped: nodes with roles, because " + none.getMessage());
      site = Assumptions.abort(none.getMessage());
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (site != null) {
      site.close();
    }
    first.close();
    local.close();
  }

  private SimulatedProvider provider(String name) throws Exception {
    var settings =
        Map.of("latency", "200ms", "sigma", 0, "log", folder.resolve(name + ".jsonl").toString());
    return SimulatedProvider.start(
        SimulatedSettings.of(ConfigFactory.parseMap(settings), "provider"),
        "127.0.0.1",
        Http.freePort());
  }

  @Test
  void workersComeAndGoAndAnApiAloneTakesJobs() throws Exception {
    var engine = site.first("engine,api", SMALL_PARTITIONS);
    site.awaitReady(engine);
    var second = site.start("engine", SMALL_PARTITIONS);
    site.http.put(
        engine.url().resolve("v1/chains/one"),
        "application/json",
        "{\"model\":\"openai/m\",\"steps\":[{\"ask\":\"say {x}\",\"as\":\"a\"}]}");
    var two =
        "{\"steps\":[{\"ask\":\"first {x}\",\"model\":\"openai/m\",\"as\":\"a\"},"
            + "{\"ask\":\"then {a} of {x}\",\"model\":\"local/m\",\"as\":\"b\"}]}";
    assertThatThrownBy(() -> chain(engine, two))
        .as("nobody knows this provider yet")
        .hasMessageContaining("no worker serves");

    // without a worker, steps wait and say for what
    var early = site.submit(engine, "one", 3);
    var waits = site.until(early, job -> job.path("waiting_for").has("unserved"));
    assertThat(waits.path("limited_by").asText()).isEqualTo("openai/m");
    assertThat(first.stats()).contains("\"requests\":0");

    var both = config("both.conf", true);
    var beside = config("beside.conf", false);
    var openai = Map.of("OPENAI_BASE_URL", first.baseUrl().toString(), "OPENAI_API_KEY", "k");
    var worker = site.start("worker", openai, "--config", both);
    var besideLocal = site.start("worker", Map.of(), "--config", beside);
    site.awaitReady(worker);
    site.awaitReady(besideLocal);
    site.awaitReady(second);
    site.until(early, RolesIT::completed);
    assertThat(serves(engine))
        .containsEntry(engine.cluster(), List.of())
        .containsEntry(second.cluster(), List.of())
        .containsEntry(worker.cluster(), List.of("local", "openai"))
        .containsEntry(besideLocal.cluster(), List.of("local"));

    // kill -9 in the middle, of a worker and of an engine
    chain(engine, two);
    var job = site.submit(engine, "two", LINES);
    site.until(job, now -> now.at("/counts/succeeded").asInt() > LINES / 4);
    assertThat(site.http.text(besideLocal.probes().resolve("metrics")))
        .contains("windlass_calls_total")
        .doesNotContain("openai");
    double from = seconds();
    besideLocal.process().kill();
    second.process().kill();
    var killed = new Kill(from, seconds());
    site.until(job, RolesIT::completed);
    TimeUnit.MILLISECONDS.sleep(300);
    everyLineOnce(engine, job);
    int repeated = repeated(killed);
    System.out.println("roles: " + repeated + " calls in flight at the kill were asked again");

    // an API alone, a worker that joins late and leaves in order
    var api = site.start("api", SMALL_PARTITIONS);
    var late = site.start("worker", Map.of(), "--config", beside);
    site.awaitReady(api);
    site.awaitReady(late);
    var next = site.submit(api, "two", LINES);
    site.until(next, now -> now.at("/counts/succeeded").asInt() > LINES / 4);
    late.process().signal("TERM");
    site.until(next, RolesIT::completed);
    everyLineOnce(api, next);
    assertThat(late.process().endsWithin(30_000)).isZero();
    assertThat(repeated(killed)).as("who leaves in order repeats nothing").isEqualTo(repeated);
    assertThat(serves(api)).containsKeys(engine.cluster(), worker.cluster(), api.cluster());
  }

  private void chain(Site.Member at, String text) throws Exception {
    site.http.put(at.url().resolve("v1/chains/two"), "application/json", text);
  }

  private String config(String name, boolean both) throws Exception {
    var file = folder.resolve(name);
    Files.writeString(
        file,
        "windlass.providers.local { type = openai, base-url = \""
            + local.baseUrl()
            + "\" }\n"
            + (both ? "" : "windlass.worker.providers = [local]\n"));
    return file.toString();
  }

  private static boolean completed(JsonNode job) {
    return job.path("state").asText().equals("completed");
  }

  private Map<String, List<String>> serves(Site.Member at) throws Exception {
    var all = new HashMap<String, List<String>>();
    for (var node : site.http.get(at.url().resolve("v1/workers")).path("items")) {
      var serves = new TreeSet<String>();
      node.path("serves").forEach(each -> serves.add(each.asText()));
      all.put(node.path("node").asText(), List.copyOf(serves));
    }
    return all;
  }

  private void everyLineOnce(Site.Member at, URI job) throws Exception {
    var json = new ObjectMapper();
    var path = at.url().resolve(job.getPath() + "/results?order=completion");
    var lines =
        site.http
            .text(path)
            .lines()
            .map(line -> {
              try {
                return json.readTree(line);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
            .filter(row -> row.has("line"))
            .map(row -> row.path("line").asInt())
            .toList();
    assertThat(lines).hasSize(LINES).doesNotHaveDuplicates();
    assertThat(site.http.get(job).at("/counts/succeeded").asInt()).isEqualTo(LINES);
  }

  /** Repeated calls; fails for one that the kill does not excuse. */
  private int repeated(Kill killed) throws Exception {
    int repeats = 0;
    for (var name : List.of("first", "local")) {
      var byStep =
          CallLog.read(folder.resolve(name + ".jsonl")).stream()
              .sorted(Comparator.comparingDouble(CallLog.Call::at))
              .collect(Collectors.groupingBy(call -> call.run() + call.step()));
      for (var asked : byStep.values()) {
        for (var i : IntStream.range(1, asked.size()).toArray()) {
          var before = asked.get(i - 1);
          assertThat(before.at()).as("%s", asked).isLessThanOrEqualTo(killed.until());
          assertThat(before.end()).as("%s", asked).isGreaterThan(killed.from() - DURABLE);
          assertThat(asked.get(i).at()).as("%s", asked).isGreaterThan(killed.from());
          repeats++;
        }
      }
    }
    return repeats;
  }

  private static double seconds() {
    return System.currentTimeMillis() / 1000.0;
  }
}
