package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Small jobs whose entities are spread over the shards: when every node shows every one of them,
 * shards are active again.
 */
final class Lamps {
  private static final int LAMPS = 60;
  private static final int DARK_SECONDS = 60;
  private static final long PAUSE_MILLIS = 200;

  private final Api api;
  private final List<String> jobs = new ArrayList<>();

  Lamps(Api api) throws IOException, InterruptedException {
    this.api = api;
    for (int i = 0; i < LAMPS; i++) {
      var told = api.submit(Load.CHAIN, "lamp-" + i, TwoStepChain.line(2_000_000 + i) + "\n", 60);
      if (!told.well()) {
        throw new IOException("a job was not taken: " + told);
      }
      jobs.add(told.body().path("id").asText());
    }
  }

  List<String> jobs() {
    return jobs;
  }

  /**
   * Seconds from {@code from} until each of these nodes has shown each job once; infinite when one
   * was not shown for a minute.
   */
  double lit(double from, List<Node> nodes) throws InterruptedException {
    var last = new ArrayList<Future<Double>>();
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var node : nodes) {
        for (var job : jobs) {
          last.add(many.submit(() -> shown(node, job)));
        }
      }
    }
    double latest = from;
    for (var each : last) {
      try {
        latest = Math.max(latest, each.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return latest - from;
  }

  /** When this node showed it, in seconds since 1970. */
  private double shown(Node node, String job) throws InterruptedException {
    double until = Node.seconds() + DARK_SECONDS;
    while (!api.answers(node, "v1/jobs/" + job)) {
      if (Node.seconds() > until) {
        return Double.POSITIVE_INFINITY;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return Node.seconds();
  }
}
