package dev.windlass.deploy.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Locale;

/** How the nodes of a cluster find each other, from {@code windlass.cluster.discovery}. */
public enum Discovery {
  /** By a list of seeds, the same on every node. */
  CONFIG,

  /** By the addresses of a name. */
  DNS,

  /** By asking the API of Kubernetes for the pods with a label. */
  KUBERNETES;

  private static final String PATH = "windlass.cluster.";

  /** Nonsense is an {@link IllegalArgumentException} with the setting's full path. */
  public static Discovery of(Config config) {
    var text = config.getString(PATH + "discovery");
    for (var each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        each.check(config);
        return each;
      }
    }
    throw new IllegalArgumentException(
        PATH + "discovery is config, dns or kubernetes, not \"" + text + "\"");
  }

  private void check(Config config) {
    if (this == CONFIG) {
      return;
    }
    if (config.getInt(PATH + "required-nodes") < 1) {
      throw new IllegalArgumentException(
          PATH
              + "required-nodes must be at least 1: more than half of the nodes that the cluster is"
              + " meant to have");
    }
    if (config.getString(PATH + "service-name").isBlank()) {
      throw new IllegalArgumentException(
          PATH
              + "service-name is empty: the name whose addresses are the nodes (dns), or what the"
              + " label of their pods says (kubernetes)");
    }
    int port = config.getInt(PATH + "management-port");
    if (port < 1 || port > 65_535 || port == config.getInt(PATH + "port")) {
      throw new IllegalArgumentException(
          PATH
              + "management-port is "
              + port
              + ": a port from 1 to 65535 is needed, the same on every node and not the cluster's"
              + " own");
    }
  }

  /** Whether nodes are looked for, rather than listed. */
  public boolean looks() {
    return this != CONFIG;
  }

  /** What to lay over the actor system's configuration; not resolved. */
  public Config overlay() {
    return switch (this) {
      case CONFIG -> ConfigFactory.empty();
      case DNS -> Laid.over("windlass-dns.conf").withFallback(Laid.over("windlass-bootstrap.conf"));
      case KUBERNETES ->
          Laid.over("windlass-kubernetes.conf").withFallback(Laid.over("windlass-bootstrap.conf"));
    };
  }
}
