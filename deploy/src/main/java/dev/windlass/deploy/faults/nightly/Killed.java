package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** F2: kill -9 of one of three nodes, which stays away until the others are whole again. */
final class Killed implements Fault {
  /** In which every shard has to be active again. */
  static final double WHOLE_SECONDS = 20;

  /** After which the rate has to be what it was. */
  static final double RATE_SECONDS = 30;

  /** How long that rate is looked at. */
  static final double LOOK_SECONDS = 8;

  @Override
  public List<Finding> run(Drill drill, int run) throws IOException, InterruptedException {
    double settled = drill.brief ? WHOLE_SECONDS : RATE_SECONDS;
    drill.begin(settled + LOOK_SECONDS);
    var node = drill.turn(run);
    double killed = Node.seconds();
    node.kill();
    drill.faults.add(killed, Node.seconds());
    double lit = drill.lamps.lit(killed, drill.without(node));
    Drill.restUntil(killed, settled + LOOK_SECONDS + 1);
    node.start();
    var calls = new Recovery(drill.calls(), killed);
    var findings = after(calls, drill.load.partitions(), lit, settled);
    drill.cluster.awaitReady(node);
    return findings;
  }

  /** What is promised of the nodes that stay when one is lost. */
  static List<Finding> after(
      Recovery calls, Map<String, String> partitions, double lit, double settled) {
    return List.of(
        Finding.atMost("every job shown by every node left, s", lit, WHOLE_SECONDS, "%.1f"),
        Finding.atMost(
            "slowest partition goes on after, s",
            calls.slowestPartition(partitions),
            WHOLE_SECONDS,
            "%.1f"),
        Finding.told("slowest run goes on after, s", calls.slowestRun(), "%.1f"),
        Finding.atLeast(
            "rate %.0f s after, %% of before".formatted(settled),
            calls.share(settled, settled + LOOK_SECONDS),
            90,
            "%.0f"),
        Finding.told("nine tenths of the rate again after, s", calls.secondsToNineTenths(), "%.1f"),
        Finding.told("longest time without a call, s", calls.longestGap(settled), "%.1f"));
  }
}
