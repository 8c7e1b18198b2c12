package dev.windlass.deploy.server;

import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.ServerOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * As much of a node as it takes to come into a cluster, by the settings that the server would make.
 */
final class FormingNode implements AutoCloseable {
  /** A node that is taken out ends its process; these share one, with the test. */
  private static final String STAY =
      """
      pekko.coordinated-shutdown.reason-overrides {
        "org.apache.pekko.actor.CoordinatedShutdown$ClusterDowningReason$".exit-jvm = off
        "org.apache.pekko.actor.CoordinatedShutdown$ClusterJoinUnsuccessfulReason$".exit-jvm = off
      }
      """;

  final ActorSystem<Void> system;
  private final Formation formation;

  /**
   * @param said settings by their paths; those of Pekko lie over what the server sets
   */
  FormingNode(Map<String, Object> said, SharedPresence database) throws Exception {
    var settings = new HashMap<>(said);
    settings.put("windlass.journal.kind", "postgres");
    var config = Settings.load(null, ConfigFactory.parseMap(settings), Map.of());
    var clustering = Clustering.of(options(), Roles.of(config), config);
    if (clustering == null) {
      throw new AssertionError("no cluster");
    }
    var over =
        settings.keySet().stream().anyMatch(key -> key.startsWith("pekko."))
            ? ConfigFactory.parseMap(settings).withOnlyPath("pekko")
            : ConfigFactory.empty();
    var settingsOfNode =
        over.withFallback(ConfigFactory.parseString(STAY))
            .withFallback(Server.settings(config, clustering, Roles.of(config).names()));
    system = ActorSystem.create(Behaviors.empty(), "windlass", settingsOfNode);
    formation =
        new Formation(system, clustering.discovery(), clustering.addresses(), database.ofOneNode());
  }

  /** What the command line says of a node on PostgreSQL when it says nothing else. */
  static ServerOptions options() {
    return new ServerOptions(
        "127.0.0.1",
        0,
        Path.of("data"),
        null,
        Set.of(),
        0,
        List.of(),
        "postgres",
        null,
        null,
        null,
        null,
        false);
  }

  FormingNode begin() throws InterruptedException {
    formation.begin();
    return this;
  }

  /** Members that are up, as this node sees them; those that it cannot reach count, too. */
  int sees() {
    return (int)
        StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
            .filter(member -> member.status().equals(MemberStatus.up()))
            .count();
  }

  /** A port that is free at these addresses now. */
  static int freePort(List<String> hosts) throws Exception {
    for (int tries = 0; ; tries++) {
      try (var first = new ServerSocket(0, 1, InetAddress.getByName(hosts.getFirst()))) {
        int port = first.getLocalPort();
        for (var host : hosts.subList(1, hosts.size())) {
          new ServerSocket(port, 1, InetAddress.getByName(host)).close();
        }
        return port;
      } catch (java.net.BindException e) {
        if (tries > 20) {
          throw e;
        }
      }
    }
  }

  /**
   * Begins to end, without a word to the others: a process would exit when its phases are over,
   * whatever a connection that is still shaking hands may wait for.
   */
  void abandon() {
    formation.close();
    system.terminate();
  }

  @Override
  public void close() {
    abandon();
    system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
