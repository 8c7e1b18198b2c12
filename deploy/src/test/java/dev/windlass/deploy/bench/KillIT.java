package dev.windlass.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes: a provider that logs every call, and a server that is killed with kill -9 twenty
 * times at random points of one job. {@code -Dwindlass.kills=N} for more.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("windlass.kills", 20);
  private static final int LINES = 5_000;
  private static final String CHAIN =
      "{\"model\":\"openai/m\",\"steps\":[{\"ask\":\"first {x}\",\"as\":\"a\"},"
          + "{\"ask\":\"then {a} of {x}\",\"as\":\"b\"}]}";

  /**
   * An answer that left the provider this long before a kill is durable, on a machine that lets the
   * server run; what the machine held this process up by then is added.
   */
  private static final double DURABLE_SECONDS = 0.1;

  /**
   * A kill.
   *
   * @param at seconds since 1970
   * @param durableBefore what was answered before this is durable
   */
  private record Kill(double at, double durableBefore) {}

  @TempDir Path folder;
  private final Http http = new Http();
  private final List<Kill> kills = new ArrayList<>();
  private @Nullable Child provider;
  private @Nullable Child server;

  @AfterEach
  void stop() {
    for (var each : new Child[] {server, provider}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @Test
  void aJobKilledTwentyTimesEndsEveryLineOnceAndRepeatsNoCompletedStep() throws Exception {
    var log = folder.resolve("calls.jsonl");
    int providerPort = freePort();
    provider =
        start(
            "provider",
            Map.of(),
            List.of("--port", "" + providerPort, "--latency", "200ms", "--log", log.toString()));
    await(URI.create("http://127.0.0.1:" + providerPort + "/stats"), provider);
    var url = URI.create("http://127.0.0.1:" + freePort() + "/");
    long seed = System.nanoTime();
    System.out.println("kills: seed " + seed);
    var random = new Random(seed);

    startServer(url, providerPort);
    http.put(url.resolve("v1/chains/kill"), "application/json", CHAIN);
    var job = http.post(url.resolve("v1/jobs?chain=kill"), "application/x-ndjson", this::lines);
    var jobUrl = url.resolve("v1/jobs/" + job.path("id").asText());
    for (int i = 0; i < KILLS; i++) {
      kill(stallWithin(200 + random.nextInt(1_200)));
      startServer(url, providerPort);
    }
    var ended = untilCompleted(jobUrl);

    assertThat(ended.at("/counts/succeeded").asInt()).isEqualTo(LINES);
    assertThat(linesOf(jobUrl)).hasSize(LINES);
    var calls = CallLog.read(log);
    int repeats = repeatsOf(calls);
    System.out.printf(
        "kills: %d kills, %d calls, %d repeats of calls in flight, 0 of completed steps%n",
        KILLS, calls.size(), repeats);
    assertThat(calls.stream().filter(c -> c.status() == 200).count())
        .isEqualTo(2L * LINES + repeats);
  }

  /** Repeated calls; fails for one that no kill excuses. */
  private int repeatsOf(List<CallLog.Call> calls) {
    var byStep =
        calls.stream()
            .filter(call -> call.status() == 200)
            .sorted(Comparator.comparingDouble(CallLog.Call::at))
            .collect(Collectors.groupingBy(call -> call.run() + call.step()));
    assertThat(byStep).as("every step was answered").hasSize(2 * LINES);
    int repeats = 0;
    for (var step : byStep.entrySet()) {
      var asked = step.getValue();
      for (int i = 1; i < asked.size(); i++) {
        var before = asked.get(i - 1);
        var again = asked.get(i);
        assertThat(kills)
            .as("a kill between %s and %s", before, again)
            .anyMatch(kill ->
                before.at() <= kill.at
                    && before.end() > kill.durableBefore
                    && again.at() > kill.at);
        repeats++;
      }
    }
    return repeats;
  }

  /** Waits so long; the longest time, in seconds, that the machine let this thread oversleep. */
  private static double stallWithin(int millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long worst = 0;
    for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
      TimeUnit.MILLISECONDS.sleep(2);
      worst = Math.max(worst, System.nanoTime() - now - 2_000_000);
    }
    return worst / 1e9;
  }

  /** Several threads take part in keeping an answer, and each may be held up. */
  private void kill(double stall) {
    var child = server;
    if (child != null) {
      double now = System.currentTimeMillis() / 1000.0;
      kills.add(new Kill(now, now - DURABLE_SECONDS - 5 * stall));
      child.kill();
    }
  }

  private void startServer(URI url, int providerPort) throws Exception {
    var child =
        start(
            "server",
            Map.of(
                "OPENAI_BASE_URL",
                "http://127.0.0.1:" + providerPort + "/v1",
                "OPENAI_API_KEY",
                "k"),
            List.of(
                "--bind",
                url.getAuthority(),
                "--data",
                folder.resolve("data").toString(),
                "--pool",
                "64",
                "--limit",
                "concurrency=64"));
    server = child;
    await(url.resolve("readyz"), child);
  }

  private Child start(String verb, Map<String, String> environment, List<String> words)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx400m", "-jar", Path.of("target", "windlass.jar").toString(), verb));
    command.addAll(words);
    return Child.start(command, new HashMap<>(environment), folder.resolve(verb + ".log"));
  }

  private void await(URI at, Child child) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        http.get(at);
        return;
      } catch (IOException e) {
        assertThat(child.alive() && System.nanoTime() < until)
            .as("it starts:%n%s", child.printed())
            .isTrue();
        TimeUnit.MILLISECONDS.sleep(30);
      }
    }
  }

  private JsonNode untilCompleted(URI job) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    var now = http.get(job);
    while (!now.path("state").asText().equals("completed")) {
      assertThat(System.nanoTime()).as("the job ends: %s", now).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(200);
      now = http.get(job);
    }
    return now;
  }

  private Set<Integer> linesOf(URI job) throws Exception {
    var json = new ObjectMapper();
    var lines = new HashSet<Integer>();
    var text = http.text(URI.create(job + "/results?order=completion"));
    for (var line : text.split("\n", -1)) {
      var row = json.readTree(line);
      if (row.has("line")) {
        assertThat(lines.add(row.path("line").asInt())).as("%s comes once", row).isTrue();
      }
    }
    assertThat(text).contains("\"type\":\"end\"");
    return lines;
  }

  private ByteArrayInputStream lines() {
    var text =
        IntStream.range(0, LINES)
            .mapToObj(i -> "{\"x\":\"" + i + "\"}\n")
            .collect(Collectors.joining());
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static {
    assertThat(Files.exists(Path.of("target", "windlass.jar"))).as("the jar is built").isTrue();
  }
}
