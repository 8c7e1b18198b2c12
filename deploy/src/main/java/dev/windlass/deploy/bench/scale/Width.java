package dev.windlass.deploy.bench.scale;

import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.Lines;
import dev.windlass.deploy.bench.Machine;
import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.Workplace;
import dev.windlass.deploy.bench.nodes.Cluster;
import dev.windlass.deploy.bench.nodes.Hosts;
import dev.windlass.deploy.bench.nodes.Namespaces;
import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One engine with the API, so many workers, and a job that is longer than the measurement. */
final class Width {
  private static final double WARM_UP_SECONDS = 15;
  private static final double MESSAGE_SECONDS = 8;
  private static final double LONGEST_FIRST_SECONDS = 60;
  private static final int ENGINE = 0;

  private final ScaleOptions options;
  private final int workers;
  private final Path folder;
  private final Cluster cluster;
  private final Http http = new Http();

  private Width(ScaleOptions options, int workers, Path folder, Cluster cluster) {
    this.options = options;
    this.workers = workers;
    this.folder = folder;
    this.cluster = cluster;
  }

  /**
   * What was measured. Times of processors are milliseconds a step.
   *
   * @param workerCpu of all workers together
   * @param databaseCpu of PostgreSQL with its sessions
   * @param idle share of the machine, 0 to 1
   * @param wireBytes between nodes a step, with all headers; 0 without network namespaces
   * @param packets between nodes a step, likewise
   * @param engineSent messages a step from the engine node to workers
   * @param engineBytes of them
   * @param workersSent messages a step from workers to the engine node
   * @param workersBytes of them
   */
  record Measured(
      int workers,
      double stepsPerSecond,
      double engineCpu,
      double workerCpu,
      double databaseCpu,
      double idle,
      double wireBytes,
      double packets,
      double engineSent,
      double engineBytes,
      double workersSent,
      double workersBytes) {}

  static Measured measure(ScaleOptions options, List<String> program, int workers)
      throws IOException, InterruptedException {
    try (var place = new Workplace("scale", options.keep())) {
      var roles = new ArrayList<String>();
      roles.add("engine,api");
      for (int i = 0; i < workers; i++) {
        roles.add("worker");
      }
      int inFlight = workers * options.pool();
      var plan =
          new Cluster.Plan(
              program,
              program,
              roles,
              List.of("--latency", options.latencyMs() + "ms"),
              List.of("--pool", "" + options.pool(), "--limit", "concurrency=" + 10 * inFlight),
              // runs at hand for all workers, as their documentation says
              Map.of("WINDLASS_JOB_WINDOW", "" + (4 * inFlight + 1_000)));
      var cluster = new Cluster(plan, hosts(roles.size()), place);
      return new Width(options, workers, place.folder, cluster).measure();
    }
  }

  private static Hosts hosts(int count) throws IOException, InterruptedException {
    try {
      return Namespaces.open(count);
    } catch (IOException e) {
      System.err.println("all nodes on loopback: " + e.getMessage());
      return Hosts.loopback(count);
    }
  }

  private Measured measure() throws IOException, InterruptedException {
    var url = cluster.node(ENGINE).url();
    http.put(url.resolve("v1/chains/scale"), "application/yaml", TwoStepChain.named("scale"));
    double most = workers * options.pool() * 1_000.0 / options.latencyMs();
    double all = WARM_UP_SECONDS + options.seconds() + (1 + workers) * (MESSAGE_SECONDS + 3) + 15;
    http.post(
        url.resolve("v1/jobs?chain=scale"),
        "application/x-ndjson",
        () -> new Lines((int) (most * all / 2), TwoStepChain::line));
    awaitFirst();
    TimeUnit.MILLISECONDS.sleep((long) (1_000 * WARM_UP_SECONDS));
    var machine = new Machine();
    machine.idle();
    var from = mark();
    TimeUnit.SECONDS.sleep(options.seconds());
    var to = mark();
    double idle = machine.idle();
    double rate = (to.steps - from.steps) / (to.at - from.at);
    var engine = messages(ENGINE);
    var others = new Messages(0, 0);
    for (int i = 1; i <= workers; i++) {
      var its = messages(i);
      others = new Messages(others.count() + its.count(), others.bytes() + its.bytes());
    }
    double sampled = rate * MESSAGE_SECONDS;
    double steps = to.steps - from.steps;
    return new Measured(
        workers,
        rate,
        1_000 * (to.engine - from.engine) / steps,
        1_000 * (to.workers - from.workers) / steps,
        1_000 * (to.database - from.database) / steps,
        idle,
        (to.bytes - from.bytes) / steps,
        (to.packets - from.packets) / steps,
        engine.count() / sampled,
        engine.bytes() / sampled,
        others.count() / sampled,
        others.bytes() / sampled);
  }

  /** A moment: what had been done and used by then. */
  private record Mark(
      double at,
      long steps,
      double engine,
      double workers,
      double database,
      long bytes,
      long packets) {}

  private Mark mark() throws IOException, InterruptedException {
    double others = 0;
    for (var node : cluster.others(ENGINE)) {
      others += node.process().cpuSeconds();
    }
    long bytes = 0;
    long packets = 0;
    if (cluster.hosts() instanceof Namespaces net) {
      for (int i = 0; i <= workers; i++) {
        bytes += net.sent(i);
        packets += net.packets(i);
      }
    }
    var database = cluster.database().server();
    return new Mark(
        Node.seconds(),
        cluster.counted("ok"),
        cluster.node(ENGINE).process().cpuSeconds(),
        others,
        database == null ? 0 : database.cpuSeconds(),
        bytes,
        packets);
  }

  private Messages messages(int node) throws IOException, InterruptedException {
    return Messages.sentBy(cluster.node(node).process(), folder, MESSAGE_SECONDS);
  }

  private void awaitFirst() throws IOException, InterruptedException {
    double until = Node.seconds() + LONGEST_FIRST_SECONDS;
    while (cluster.counted("ok") == 0) {
      if (Node.seconds() > until) {
        throw new IOException("no call came:\n" + cluster.node(ENGINE).process().printed());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
