package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.bench.limits.Faults;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** F3: SIGTERM to one node after the other, each started again before the next. */
final class Rolled implements Fault {
  private static final double HAND_OVER_SECONDS = 5;

  /** Calls in flight may take half a minute to end, and these take half a second. */
  private static final double LONGEST_EXIT_SECONDS = 60;

  private static final double BETWEEN_SECONDS = 3;
  private static final double LOAD_SECONDS_A_NODE = 20;

  @Override
  public List<Finding> run(Drill drill, int run) throws IOException, InterruptedException {
    drill.begin(LOAD_SECONDS_A_NODE * drill.cluster.nodes().size());
    double begun = Node.seconds();
    var handOvers = new ArrayList<HandOver>();
    for (var node : drill.cluster.nodes()) {
      handOvers.add(restart(drill, node));
      Drill.rest(drill.brief ? 0 : BETWEEN_SECONDS);
    }
    return findings(drill, begun, handOvers);
  }

  /**
   * A node left in order.
   *
   * @param at when it was told to, in seconds since 1970
   * @param seconds until it had ended
   * @param code its exit code, -1 when it had to be killed
   */
  record HandOver(double at, double seconds, int code) {}

  /** Ends it in order, and starts it again. */
  static HandOver restart(Drill drill, Node node) throws IOException, InterruptedException {
    double told = Node.seconds();
    node.terminate();
    var exit = node.awaitExit(told, LONGEST_EXIT_SECONDS);
    if (exit == null) {
      node.kill();
    }
    node.start();
    drill.cluster.awaitReady(node);
    return exit == null
        ? new HandOver(told, Double.POSITIVE_INFINITY, -1)
        : new HandOver(told, exit.at() - told, exit.code());
  }

  /** What is promised of nodes that leave in order. */
  static List<Finding> findings(Drill drill, double begun, List<HandOver> handOvers)
      throws IOException {
    var all = drill.calls();
    var calls = all.stream().filter(call -> call.at() >= begun - HAND_OVER_SECONDS).toList();
    double gap =
        handOvers.stream()
            .mapToDouble(each -> new Recovery(calls, each.at).longestGap(each.seconds + 10))
            .max()
            .orElse(0);
    var clients = drill.clients.since(begun);
    double ended = Node.seconds();
    return List.of(
        Finding.atMost("longest time without a call, s", gap, HAND_OVER_SECONDS, "%.1f"),
        Finding.none(
            "exits with a code but 0", handOvers.stream().filter(e -> e.code != 0).count()),
        Finding.told(
            "longest from SIGTERM to the exit, s",
            handOvers.stream().mapToDouble(HandOver::seconds).max().orElse(0),
            "%.1f"),
        Finding.none("client calls that failed", clients.stream().filter(c -> c.failed()).count()),
        Finding.told("client calls", "" + clients.size()),
        Finding.told(
            "of them tried again", "" + clients.stream().filter(c -> c.tries() > 1).count()),
        Finding.told(
            "slowest client call with its tries, s",
            clients.stream().mapToDouble(Clients.Call::seconds).max().orElse(0),
            "%.1f"),
        Finding.none("completed steps asked again", repeats(calls, begun, ended)));
  }

  /** Nothing excuses one that was answered since. */
  private static int repeats(List<Call> calls, double from, double to) {
    var within = calls.stream().filter(c -> c.at() >= from - 1 && c.at() < to).toList();
    return new Faults(0).inexcusable(within);
  }
}
