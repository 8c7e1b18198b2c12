package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.bench.limits.LimitJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** What has to hold over all of a drill, once everything that was taken has ended. */
final class Audit {
  private static final double LONGEST_SECONDS = 300;
  private static final int STEPS = 2;
  private final Drill drill;
  private long lines;
  private long wrong;

  private Audit(Drill drill) {
    this.drill = drill;
  }

  static List<Finding> of(Drill drill) throws IOException, InterruptedException {
    return new Audit(drill).findings();
  }

  private List<Finding> findings() throws IOException, InterruptedException {
    drill.clients.close();
    for (var job : drill.load.jobs()) {
      ended(job.id(), job.lines());
      rows(job);
    }
    var taken = drill.clients.since(0).stream().filter(call -> !call.failed()).toList();
    for (var call : taken) {
      ended(call.job(), Clients.LINES);
    }
    for (var lamp : drill.lamps.jobs()) {
      ended(lamp, 1);
    }
    Drill.rest(0.5);
    var calls = drill.calls();
    var judge = new LimitJudge(calls);
    var findings = new ArrayList<Finding>();
    findings.add(Finding.told("lines acknowledged", "" + lines));
    findings.add(Finding.none("of them lost, failed or ended twice", wrong));
    findings.add(
        Finding.none(
            "client calls that failed",
            drill.clients.since(0).stream().filter(Clients.Call::failed).count()));
    long distinct = distinct(calls);
    findings.add(Finding.is("steps that were answered", distinct, STEPS * lines));
    findings.add(Finding.told("steps asked again", "" + drill.faults.repeats(calls)));
    findings.add(Finding.none("of them completed, not in flight", drill.faults.inexcusable(calls)));
    findings.add(window(judge, 1));
    findings.add(window(judge, 60));
    findings.add(
        Finding.atMost("most calls in flight", mostInFlight(calls), Drill.CONCURRENCY, "%.0f"));
    findings.add(Finding.told("answers 429", "" + judge.refused()));
    findings.add(Finding.none("events refused at a replay", refusedEvents()));
    return findings;
  }

  /** A job that was acknowledged has ended, every line well. */
  private void ended(String id, int expected) throws IOException, InterruptedException {
    var job = drill.api.end(id, LONGEST_SECONDS);
    lines += expected;
    if (job.at("/counts/succeeded").asInt() != expected) {
      wrong++;
      System.err.println("ended otherwise: " + job);
    }
  }

  private void rows(Load.Job job) throws IOException, InterruptedException {
    var seen = new BitSet();
    drill.api.results(
        job.id(),
        row -> {
          int line = row.path("line").asInt();
          if (seen.get(line) || !row.path("status").asText().equals("succeeded")) {
            wrong++;
          }
          seen.set(line);
        });
    wrong += Math.abs(job.lines() - seen.cardinality());
  }

  private static long distinct(List<Call> calls) {
    return calls.stream()
        .filter(call -> call.status() == 200)
        .map(call -> call.run() + "/" + call.step())
        .distinct()
        .count();
  }

  private static Finding window(LimitJudge judge, int seconds) {
    var window = judge.requests(seconds, Drill.STEPS_A_SECOND, Drill.BURST);
    return new Finding(
        "most calls in %d s".formatted(seconds),
        "%.0f".formatted(window.most()),
        "<= %.0f".formatted(window.allowed()),
        window.kept());
  }

  /** What was refused counts, for it was sent. */
  static double mostInFlight(List<Call> calls) {
    var ends = calls.stream().mapToDouble(Call::end).sorted().toArray();
    var begins = calls.stream().mapToDouble(Call::at).sorted().toArray();
    int most = 0;
    int ended = 0;
    for (int begun = 0; begun < begins.length; begun++) {
      while (ended < ends.length && ends[ended] <= begins[begun]) {
        ended++;
      }
      most = Math.max(most, begun + 1 - ended);
    }
    return most;
  }

  /** Two nodes that wrote for one entity would be seen by the filter of replays. */
  private long refusedEvents() throws IOException {
    long found = 0;
    for (var node : drill.cluster.nodes()) {
      for (var file : node.printed()) {
        try (Stream<String> said = Files.lines(file)) {
          found += said.filter(line -> line.contains("Invalid replayed event")).count();
        }
      }
    }
    return found;
  }
}
