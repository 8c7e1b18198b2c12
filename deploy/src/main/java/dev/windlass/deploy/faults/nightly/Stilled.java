package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.bench.nodes.Cluster;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * F4: SIGSTOP of one node for some time, then SIGCONT.
 *
 * @param seconds it stands still
 */
record Stilled(int seconds) implements Fault {
  /** A node that was put out meanwhile finds that out, and ends. */
  private static final double EXIT_SECONDS = 15;

  /** From this time on the others have gone on without it for certain. */
  private static final int PUT_OUT_SECONDS = 30;

  /** A lease's word may be overtaken by its successor's on the way. */
  private static final double JOURNEY_SECONDS = 0.1;

  @Override
  public List<Finding> run(Drill drill, int run) throws IOException, InterruptedException {
    double settled = Math.max(Killed.RATE_SECONDS, seconds + 10);
    drill.begin((drill.brief ? seconds + EXIT_SECONDS : settled) + Killed.LOOK_SECONDS);
    var node = drill.turn(run + 1);
    double stopped = Node.seconds();
    node.process().signal("STOP");
    Drill.restUntil(stopped, seconds);
    double woken = Node.seconds();
    node.process().signal("CONT");
    var exit = node.awaitExit(stopped, EXIT_SECONDS);
    drill.excuse(stopped);
    if (!drill.brief) {
      Drill.restUntil(stopped, settled + Killed.LOOK_SECONDS);
    }
    drill.cluster.awaitReady(node);
    Drill.rest(1); // what was under way stands in the log then
    var calls = drill.calls();
    double until = exit == null ? woken + EXIT_SECONDS : exit.at();
    var its =
        calls.stream()
            .filter(call -> Cluster.madeBy(node.number(), call))
            .filter(call -> call.at() >= woken && call.at() < until)
            .toList();
    var findings = new ArrayList<Finding>();
    findings.add(Finding.none("calls with a lease that was over", outdated(calls, its)));
    if (seconds >= PUT_OUT_SECONDS || exit != null) {
      findings.add(Finding.none("calls of the woken process", its.size()));
      findings.add(Finding.is("its exit code", exit == null ? -1 : exit.code(), 1));
    }
    findings.add(Finding.told("woken, it", exit == null ? "went on" : "ended itself"));
    if (!drill.brief) {
      findings.add(
          Finding.atLeast(
              "rate %.0f s after, %% of before".formatted(settled),
              new Recovery(calls, stopped).share(settled, settled + Killed.LOOK_SECONDS),
              90,
              "%.0f"));
    }
    return findings;
  }

  /** Calls of {@code its} with an epoch when the provider had seen a later one of that limit. */
  static int outdated(List<Call> calls, List<Call> its) {
    int outdated = 0;
    for (var call : its) {
      var newest = new HashMap<String, Long>();
      for (var other : calls) {
        if (other.at() < call.at() - JOURNEY_SECONDS && !other.lease().isEmpty()) {
          newest.merge(limit(other), epoch(other), Math::max);
        }
      }
      if (!call.lease().isEmpty() && epoch(call) < newest.getOrDefault(limit(call), 0L)) {
        outdated++;
      }
    }
    return outdated;
  }

  private static String limit(Call call) {
    return call.lease().substring(0, call.lease().lastIndexOf('/'));
  }

  private static long epoch(Call call) {
    return Long.parseLong(call.lease().substring(call.lease().lastIndexOf('/') + 1));
  }
}
