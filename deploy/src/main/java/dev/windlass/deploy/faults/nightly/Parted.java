package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.nodes.Cluster;
import dev.windlass.deploy.bench.nodes.Namespaces;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * F5: one of three nodes and the other two do not reach each other. Each still reaches the
 * provider, the database and the clients, so nothing but the nodes' own rules keeps the one from
 * going on.
 */
record Parted(Way way) implements Fault {
  /** How they are parted. */
  enum Way {
    WHOLE,
    ONE_WAY,
    FLAPPING
  }

  /** By then the lesser side has to be silent: it has noticed, and its leases have ended. */
  private static final double SILENT_SECONDS = 10;

  private static final double BACK_SECONDS = 90;
  private static final int FLAP_SECONDS = 5;
  private static final int FLAPS = 6;

  @Override
  public List<Finding> run(Drill drill, int run) throws IOException, InterruptedException {
    if (!(drill.cluster.hosts() instanceof Namespaces net)) {
      throw new IOException("hosts that are no network namespaces cannot be parted");
    }
    return way == Way.FLAPPING
        ? flap(drill, net, drill.turn(run))
        : part(drill, net, drill.turn(run));
  }

  private List<Finding> part(Drill drill, Namespaces net, Node node)
      throws IOException, InterruptedException {
    double settled = drill.brief ? Killed.WHOLE_SECONDS : Killed.RATE_SECONDS;
    drill.begin(settled + Killed.LOOK_SECONDS);
    double parted = Node.seconds();
    if (way == Way.WHOLE) {
      net.cut(node.number());
    } else {
      net.mute(node.number());
    }
    double lit = drill.lamps.lit(parted, drill.without(node));
    Drill.restUntil(parted, settled + Killed.LOOK_SECONDS + 1);
    double mended = Node.seconds();
    if (way == Way.WHOLE) {
      net.mend(node.number());
    } else {
      net.unmute(node.number());
    }
    var exit = node.awaitExit(parted, 1);
    drill.excuse(parted);
    var calls = drill.calls();
    var findings = new ArrayList<Finding>();
    findings.add(
        Finding.atMost(
            "last call of the cut off node after, s",
            calls.stream()
                .filter(c -> Cluster.madeBy(node.number(), c) && c.at() > parted && c.at() < mended)
                .mapToDouble(c -> c.at() - parted)
                .max()
                .orElse(0),
            SILENT_SECONDS,
            "%.1f"));
    findings.add(Finding.is("its exit code", exit == null ? -1 : exit.code(), 1));
    var partitions = drill.load.partitions();
    findings.addAll(Killed.after(new Recovery(calls, parted), partitions, lit, settled));
    findings.add(back(drill, mended));
    return findings;
  }

  private static List<Finding> flap(Drill drill, Namespaces net, Node node)
      throws IOException, InterruptedException {
    double flapping = 2.0 * FLAP_SECONDS * FLAPS;
    drill.begin(flapping + Killed.RATE_SECONDS + Killed.LOOK_SECONDS);
    double begun = Node.seconds();
    for (int i = 0; i < FLAPS; i++) {
      net.cut(node.number());
      Drill.rest(FLAP_SECONDS);
      net.mend(node.number());
      Drill.rest(FLAP_SECONDS);
    }
    double mended = Node.seconds();
    var back = back(drill, mended);
    Drill.restUntil(mended, Killed.RATE_SECONDS + Killed.LOOK_SECONDS + 1);
    drill.excuse(begun);
    var calls = new Recovery(drill.calls(), begun);
    double after = mended - begun + Killed.RATE_SECONDS;
    return List.of(
        back,
        Finding.atLeast(
            "rate %.0f s after the last, %% of before".formatted(Killed.RATE_SECONDS),
            calls.share(after, after + Killed.LOOK_SECONDS),
            90,
            "%.0f"),
        Finding.told("exits of nodes meanwhile", "" + drill.cluster.exitsSince(begun).size()),
        Finding.told("longest time without a call, s", calls.longestGap(after), "%.1f"));
  }

  /** Without anybody's help. */
  private static Finding back(Drill drill, double mended) throws IOException, InterruptedException {
    for (var node : drill.cluster.nodes()) {
      drill.cluster.awaitReady(node);
    }
    return Finding.atMost(
        "all nodes are back by themselves after, s", Node.seconds() - mended, BACK_SECONDS, "%.1f");
  }
}
