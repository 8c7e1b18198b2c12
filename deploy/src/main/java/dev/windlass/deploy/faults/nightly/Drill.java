package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.Workplace;
import dev.windlass.deploy.bench.limits.Faults;
import dev.windlass.deploy.bench.nodes.Cluster;
import dev.windlass.deploy.bench.nodes.Hosts;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Three nodes under load at their limit, with clients that come and go: what faults are done to.
 */
final class Drill {
  /** The limit of provider and nodes. */
  static final int STEPS_A_SECOND = 100;

  static final int BURST = 100;

  /** Calls in flight that the provider bears; at 500 ms the limit takes 50. */
  static final int CONCURRENCY = 64;

  private static final int NODES = 3;

  /** A fault that stops no call must not run out of lines before it has been looked at. */
  private static final double SPARE_SECONDS = 5;

  /** An answer that left the provider this long before a fault is stored. */
  private static final double DURABLE_SECONDS = 0.5;

  final Cluster cluster;
  final Api api;
  final Load load;
  final Lamps lamps;
  final Clients clients;
  final Faults faults = new Faults(DURABLE_SECONDS);
  final boolean brief;

  /**
   * @param nodeProgram words that start the nodes' {@code windlass}
   * @param brief whether it has to be short
   */
  Drill(List<String> program, List<String> nodeProgram, Hosts hosts, Workplace place, boolean brief)
      throws IOException, InterruptedException {
    this.brief = brief;
    var plan =
        new Cluster.Plan(
            program,
            nodeProgram,
            List.of("", "", ""),
            List.of(
                "--latency",
                "500ms",
                "--rpm",
                "" + 60 * STEPS_A_SECOND,
                "--rburst",
                "" + (BURST + STEPS_A_SECOND / 10),
                "--concurrency",
                "" + CONCURRENCY),
            List.of(
                "--pool",
                "" + CONCURRENCY,
                "--limit",
                "rpm=%d,burst=%d,concurrency=%d"
                    .formatted(60 * STEPS_A_SECOND, BURST, CONCURRENCY)),
            Map.of(
                "WINDLASS_INTAKE_PARTITION_LINES",
                "" + Load.PARTITION_LINES,
                "WINDLASS_JOB_WINDOW",
                "160"));
    cluster = new Cluster(plan, hosts, place);
    api = new Api(cluster.nodes());
    api.chain(Load.CHAIN, TwoStepChain.named(Load.CHAIN));
    load = new Load(api);
    lamps = new Lamps(api);
    clients = place.keep(new Clients(api));
  }

  /** Load for so long, and a while of it that goes by. */
  void begin(double seconds) throws IOException, InterruptedException {
    double before = brief ? 5 : 12;
    load.add(before + seconds + (brief ? 0 : SPARE_SECONDS));
    rest(before);
  }

  /** The node whose turn it is in this run, from 1. */
  Node turn(int run) {
    return cluster.node(run % NODES);
  }

  /** What the others have. */
  List<Node> without(Node node) {
    return cluster.others(node.number());
  }

  /** All calls so far. */
  List<Call> calls() throws IOException {
    return cluster.calls();
  }

  /** A fault began; it excuses until each exit of a node that followed it. */
  void excuse(double from) {
    cluster.exitsSince(from).forEach(exit -> faults.add(from, exit.at()));
  }

  static void rest(double seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep((long) Math.max(0, 1_000 * seconds));
  }

  /** Sleeps until so many seconds after that time. */
  static void restUntil(double time, double after) throws InterruptedException {
    rest(time + after - Node.seconds());
  }
}
