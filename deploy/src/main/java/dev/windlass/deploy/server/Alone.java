package dev.windlass.deploy.server;

import dev.windlass.deploy.cli.ServerOptions;
import java.util.Set;

/** What no node can be asked for yet. */
final class Alone {
  private static final Set<String> ALL = Set.of("engine", "worker", "api");

  private Alone() {}

  static void check(ServerOptions options) throws BadSettings {
    boolean looking = options.embedded() && !options.works();
    if (!looking && !options.roles().isEmpty() && !options.roles().equals(ALL)) {
      throw new BadSettings(
          "--roles: this version runs all of engine, worker and api in one process. Leave --roles"
              + " out.");
    }
    if (options.management() != null) {
      throw new BadSettings(
          "--management: /livez, /readyz and /metrics are on the API's own port in this version."
              + " Leave --management out.");
    }
  }
}
