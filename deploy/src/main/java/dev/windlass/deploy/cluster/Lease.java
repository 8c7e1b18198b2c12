package dev.windlass.deploy.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Locale;

/**
 * What decides which part of a cluster that was cut in two goes on, from {@code
 * windlass.cluster.lease}.
 */
public enum Lease {
  /** Each side counts itself: the one with more than half goes on. */
  NONE,

  /** Whoever gets a Lease object of Kubernetes goes on; the larger side tries first. */
  KUBERNETES;

  private static final String PATH = "windlass.cluster.lease";

  /** Nonsense is an {@link IllegalArgumentException} with the setting's full path. */
  public static Lease of(Config config) {
    var text = config.getString(PATH);
    for (var each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(PATH + " is none or kubernetes, not \"" + text + "\"");
  }

  /** What to lay over the actor system's configuration; not resolved. */
  public Config overlay() {
    return this == NONE ? ConfigFactory.empty() : Laid.over("windlass-lease.conf");
  }
}
