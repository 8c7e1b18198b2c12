package dev.windlass.deploy.faults.nightly;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windlass.deploy.bench.CallLog;
import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.bench.Lines;
import dev.windlass.deploy.bench.Workplace;
import dev.windlass.deploy.bench.limits.Faults;
import dev.windlass.deploy.bench.nodes.Cluster;
import dev.windlass.deploy.bench.nodes.Hosts;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A long job of one step over three nodes, one of which is killed every half minute and started
 * again at once. There is no limit but calls in flight; it takes as long as the machine needs.
 */
final class Million {
  private static final int NODES = 3;
  private static final int POOL = 128;
  private static final double KILL_EVERY_SECONDS = 30;
  private static final double LONGEST_SECONDS = 3_000;
  private static final double LONGEST_UPLOAD_SECONDS = 300;
  private static final double LONGEST_SILENCE_SECONDS = 120;
  private static final double DURABLE_SECONDS = 0.5;
  private static final String CHAIN = "million";
  private static final String YAML =
      """
      chain: million
      model: openai/bench
      inputs: [n]
      steps:
        - ask: "Say {n}"
          as: said
      """;

  private final int lines;
  private final Cluster cluster;
  private final Api api;
  private final Faults faults = new Faults(DURABLE_SECONDS);
  private int kills;
  private double longestStill;

  private Million(int lines, Cluster cluster) {
    this.lines = lines;
    this.cluster = cluster;
    this.api = new Api(cluster.nodes());
  }

  static List<Finding> run(List<String> program, int lines, boolean keep)
      throws IOException, InterruptedException {
    try (var place = new Workplace("million", keep)) {
      var plan =
          new Cluster.Plan(
              program,
              program,
              List.of("", "", ""),
              List.of("--latency", "50ms"),
              List.of("--pool", "" + POOL, "--limit", "concurrency=" + NODES * POOL),
              Map.of("WINDLASS_HEAP", "512m"));
      return new Million(lines, new Cluster(plan, Hosts.loopback(NODES), place)).run();
    }
  }

  private List<Finding> run() throws IOException, InterruptedException {
    api.chain(CHAIN, YAML);
    double begun = Node.seconds();
    var job = submit();
    double taken = Node.seconds() - begun;
    work(job, begun);
    double wall = Node.seconds() - begun;
    for (var node : cluster.nodes()) {
      cluster.awaitReady(node);
    }
    var findings = new ArrayList<Finding>();
    findings.add(Finding.told("kills", "" + kills));
    findings.add(Finding.told("seconds for the upload", taken, "%.1f"));
    findings.add(Finding.told("seconds in all", wall, "%.0f"));
    findings.add(Finding.told("steps a second, all of it", lines / wall, "%.0f"));
    findings.add(Finding.told("longest time without progress, s", longestStill, "%.1f"));
    findings.addAll(audit(job));
    return findings;
  }

  /**
   * In one upload; where it breaks off, or a node says later, all of it is sent again: what was
   * taken of it is passed over.
   */
  private String submit() throws IOException, InterruptedException {
    double until = Node.seconds() + LONGEST_UPLOAD_SECONDS;
    var url = URI.create(cluster.node(0).url() + "v1/jobs?chain=" + CHAIN);
    try (var client = HttpClient.newHttpClient()) {
      while (true) {
        var request =
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", CHAIN)
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new Lines(lines, n -> "{\"n\":\"" + n + "\"}")))
                .build();
        var said = "";
        try {
          var answer = client.send(request, BodyHandlers.ofString());
          if (answer.statusCode() < 300) {
            return new ObjectMapper().readTree(answer.body()).path("id").asText();
          }
          said = answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
          said = e.toString();
        }
        if (Node.seconds() > until) {
          throw new IOException("the job was not taken: " + said);
        }
        Drill.rest(2);
      }
    }
  }

  /** Kills until the job has ended. */
  private void work(String job, double begun) throws IOException, InterruptedException {
    double nextKill = Node.seconds() + KILL_EVERY_SECONDS;
    double lastProgress = Node.seconds();
    double markAt = Node.seconds();
    int done = 0;
    while (true) {
      var now = api.get("v1/jobs/" + job);
      int ended = now.at("/counts/succeeded").asInt() + now.at("/counts/failed").asInt();
      if (ended > done) {
        longestStill = Math.max(longestStill, Node.seconds() - lastProgress);
        lastProgress = Node.seconds();
        done = ended;
      }
      if (now.path("state").asText().equals("completed")) {
        return;
      }
      if (Node.seconds() - markAt >= 10) {
        System.err.printf("%.0f s: %,d lines ended%n", Node.seconds() - begun, done);
        markAt = Node.seconds();
      }
      if (Node.seconds() - lastProgress > LONGEST_SILENCE_SECONDS
          || Node.seconds() - begun > LONGEST_SECONDS) {
        throw new IOException("no progress: " + now);
      }
      if (Node.seconds() >= nextKill) {
        kill();
        nextKill += KILL_EVERY_SECONDS;
      }
      Drill.rest(0.25);
    }
  }

  private void kill() throws IOException {
    var node = cluster.node(kills % NODES);
    double at = Node.seconds();
    node.kill();
    faults.add(at, Node.seconds());
    node.start();
    kills++;
  }

  private List<Finding> audit(String job) throws IOException, InterruptedException {
    var counts = api.get("v1/jobs/" + job).path("counts");
    var seen = new BitSet();
    var twice = new int[1];
    api.results(
        job,
        row -> {
          int line = row.path("line").asInt();
          twice[0] += seen.get(line) ? 1 : 0;
          seen.set(line);
        });
    var log = cluster.callLog();
    var again = again(log);
    var repeated = new ArrayList<Call>();
    var sums = new long[2];
    CallLog.forEach(
        log,
        call -> {
          sums[0]++;
          sums[1] += call.status() == 200 ? 1 : 0;
          if (again.contains(hash(call))) {
            repeated.add(call);
          }
        });
    int repeats = faults.repeats(repeated);
    return List.of(
        Finding.is("lines succeeded", counts.path("succeeded").asInt(), lines),
        Finding.is("lines with a result", seen.cardinality(), lines),
        Finding.none("results that came twice", twice[0]),
        Finding.told("calls", "" + sums[0]),
        Finding.is("steps answered", sums[1] - repeats, (long) lines),
        Finding.told("steps asked again", "" + repeats),
        Finding.none("of them completed, not in flight", faults.inexcusable(repeated)));
  }

  /** Steps that were answered more than once: in two passes, since all calls fit in no heap. */
  private Set<Long> again(Path log) throws IOException {
    var hashes = new long[lines + lines / 4 + 10_000];
    var count = new int[1];
    CallLog.forEach(
        log,
        call -> {
          if (call.status() == 200 && count[0] < hashes.length) {
            hashes[count[0]++] = hash(call);
          }
        });
    Arrays.sort(hashes, 0, count[0]);
    var again = new HashSet<Long>();
    for (int i = 1; i < count[0]; i++) {
      if (hashes[i] == hashes[i - 1]) {
        again.add(hashes[i]);
      }
    }
    return again;
  }

  /** Of 64 bits, so that two of a million steps hardly share one; one that does is looked at. */
  private static long hash(Call call) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < call.run().length(); i++) {
      hash = (hash ^ call.run().charAt(i)) * 0x100000001b3L;
    }
    return hash ^ call.step().hashCode();
  }
}
