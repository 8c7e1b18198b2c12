package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cluster.Discovery;
import dev.windlass.deploy.cluster.Lease;
import dev.windlass.deploy.cluster.NodeTls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a node is one of, from {@code windlass.cluster}.
 *
 * @param host that other nodes reach this one at
 * @param port the same
 * @param discovery how it finds the others
 * @param seeds {@code HOST:PORT} of nodes to join, where that is by a list
 * @param lease what decides between the sides of a cluster that was cut in two
 * @param tls null where nodes talk in plain text
 * @param whenTakenOut ends this process with a failure
 */
record Clustering(
    String host,
    int port,
    Discovery discovery,
    List<String> seeds,
    Lease lease,
    @Nullable NodeTls tls,
    Runnable whenTakenOut) {
  private static final String PATH = "windlass.cluster.";
  private static final String SYSTEM = "windlass";

  private static final int MAX_PORT = 65_535;

  /** Exit code of a node that was taken out, so that a supervisor starts it anew. */
  private static final int TAKEN_OUT = 1;

  /**
   * @return null for a node alone: neither {@code --cluster} was given nor do the settings say
   *     where others are
   * @throws BadSettings where a cluster was asked for that cannot be
   */
  static @Nullable Clustering of(ServerOptions options, Roles roles, Config config)
      throws BadSettings {
    var seeds = config.getStringList(PATH + "seed-nodes");
    var discovery = Discovery.of(config);
    boolean told = discovery.looks() || !seeds.isEmpty();
    if (options.cluster() == null && (!told || options.embedded())) {
      return null;
    }
    if (!told) {
      throw new BadSettings(
          "--cluster: name the nodes to join with --seeds HOST:PORT,HOST:PORT (or"
              + " windlass.cluster.seed-nodes), the same on every node, this one among them or not;"
              + " or set windlass.cluster.discovery to dns or kubernetes");
    }
    if (discovery.looks() && !seeds.isEmpty()) {
      throw new BadSettings(
          "windlass.cluster.discovery looks for nodes, and seeds name them: leave out --seeds (and"
              + " windlass.cluster.seed-nodes), or set discovery to config");
    }
    if (roles.hasJournal() && !config.getString("windlass.journal.kind").equals("postgres")) {
      throw new BadSettings(
          "--cluster: the embedded journal is for one node; several share a database. Add --journal"
              + " postgres, with windlass.journal.postgres.url, user and password.");
    }
    seeds.forEach(seed -> address("--seeds", seed));
    var own = config.getString(PATH + "host") + ":" + config.getString(PATH + "port");
    var at = address("--cluster-bind", own);
    return new Clustering(
        at.host(),
        at.port(),
        discovery,
        List.copyOf(seeds),
        Lease.of(config),
        NodeTls.of(config),
        Clustering::halt);
  }

  /** No hook may hold it up, and none has anything left to keep. */
  private static void halt() {
    Logging.stop();
    Runtime.getRuntime().halt(TAKEN_OUT);
  }

  /** What the command line says, as settings by their paths. */
  static Map<String, Object> flags(ServerOptions.Cluster said) {
    var flags = new HashMap<String, Object>();
    var bind = said.bind();
    if (bind != null) {
      var at = address("--cluster-bind", bind.indexOf(':') < 0 ? "127.0.0.1:" + bind : bind);
      flags.put(PATH + "host", at.host());
      flags.put(PATH + "port", at.port());
    }
    if (!said.seeds().isEmpty()) {
      flags.put(PATH + "seed-nodes", said.seeds());
    }
    return flags;
  }

  private record Address(String host, int port) {}

  private static Address address(String where, String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= MAX_PORT) {
        return new Address(text.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        where + ": \"" + text + "\" is no HOST:PORT, such as 127.0.0.1:7355");
  }

  /** How this node is called wherever nodes are told apart. */
  String node() {
    return host + ":" + port;
  }

  /** Whether other machines may reach it, and need no certificate. */
  boolean isOpen() {
    boolean loopback = host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]");
    return tls == null && !loopback;
  }

  /** The same as the actor systems call each other. */
  List<String> addresses() {
    return seeds.stream().map(seed -> "pekko://" + SYSTEM + "@" + seed).toList();
  }

  /** So that entities move to nodes of the newest version while a cluster is upgraded. */
  private static String version() {
    var version = Clustering.class.getPackage().getImplementationVersion();
    return version == null ? "0.0.0" : version;
  }

  /** What to lay over the actor system's configuration; not resolved. */
  Config overlay() {
    return NodeTls.overlay(tls)
        .withFallback(lease.overlay())
        .withFallback(discovery.overlay())
        .withFallback(ConfigFactory.parseMap(Map.of("pekko.cluster.app-version", version())))
        .withFallback(part("windlass-process.conf"))
        .withFallback(part("windlass-cluster.conf"));
  }

  private static Config part(String resource) {
    return ConfigFactory.parseResources(
        resource, ConfigParseOptions.defaults().setAllowMissing(false));
  }
}
