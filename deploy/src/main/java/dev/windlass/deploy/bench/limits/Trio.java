package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Three supervised nodes of one cluster on one database, before one provider. */
final class Trio implements AutoCloseable {
  private static final int NODES = 3;

  private final Rig rig;
  private final List<Engine> nodes = new ArrayList<>();
  private final List<Supervised> supervisors = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  Trio(Rig rig, URI provider) throws IOException, InterruptedException {
    this.rig = rig;
    var database = rig.keep(Database.open(rig.fresh("postgres")));
    var environment = new HashMap<>(database.environment());
    environment.put("WINDLASS_HEAP", "400m");
    for (int i = 0; i < NODES; i++) {
      addresses.add("127.0.0.1:" + Http.freePort());
    }
    for (int i = 0; i < NODES; i++) {
      var flags =
          List.of(
              "--journal",
              "postgres",
              "--cluster",
              "--cluster-bind",
              addresses.get(i),
              "--seeds",
              String.join(",", addresses),
              "--limit",
              "rpm=6000,burst=100");
      var node =
          new Engine(
              rig.http(),
              rig.spawn(provider, environment),
              flags,
              rig.fresh("data"),
              rig.fresh("server-" + i + ".log"));
      node.start();
      nodes.add(node);
      supervisors.add(rig.keep(new Supervised(node, "" + i)));
    }
    for (var node : nodes) {
      awaitReady(node);
    }
  }

  Engine node(int number) {
    return nodes.get(number);
  }

  /** Waits until this node takes requests; a process may come and go meanwhile. */
  void awaitReady(Engine node) throws IOException, InterruptedException {
    rig.await(null, "a node", node.url().resolve("readyz"));
  }

  int restarts() {
    return supervisors.stream().mapToInt(Supervised::restarts).sum();
  }

  double cpuSeconds() {
    return nodes.stream().mapToDouble(Engine::cpuSeconds).sum();
  }

  /**
   * Number of the node that owns the limit, as {@code asked} says; waits for 20 s until one does.
   */
  int owner(int asked) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    var said = "nothing";
    while (System.nanoTime() < until) {
      for (var limit : nodes.get(asked).limits()) {
        said = limit.path("owner").asText();
        for (int i = 0; i < NODES; i++) {
          if (said.endsWith(addresses.get(i)) || addresses.get(i).endsWith(":" + portOf(said))) {
            return i;
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    throw new IOException("the owner of the limit is none of " + addresses + " but " + said);
  }

  private static String portOf(String owner) {
    return owner.substring(owner.lastIndexOf(':') + 1);
  }

  void stop() {
    supervisors.forEach(Supervised::close);
  }

  @Override
  public void close() {
    stop();
  }
}
