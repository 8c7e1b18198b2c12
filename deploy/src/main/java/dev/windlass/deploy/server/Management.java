package dev.windlass.deploy.server;

import dev.windlass.api.ApiSettings;
import dev.windlass.api.ManagementPort;
import dev.windlass.deploy.cli.StartFailure;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The second port of a node, from {@code windlass.management}: probes and metrics, on any node. It
 * serves until the node has stopped, so that it can be seen stopping.
 *
 * @param port 0 for a free one
 */
record Management(String host, int port) {
  private static final int MAX_PORT = 65_535;
  private static final Duration BIND = Duration.ofSeconds(20);

  /**
   * @param text {@code HOST:PORT}, or empty
   * @return null where there is none
   */
  static @Nullable Management of(String text) throws BadSettings {
    if (text.isEmpty()) {
      return null;
    }
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 0 && port <= MAX_PORT) {
        return new Management(colon > 0 ? text.substring(0, colon) : "127.0.0.1", port);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new BadSettings(
        "--management: \""
            + text
            + "\" is no HOST:PORT, such as 127.0.0.1:7626; port 0 is a free one");
  }

  /** Where it can be reached. */
  URI bind(ApiSettings settings, Node node)
      throws StartFailure, InterruptedException, TimeoutException {
    try {
      var bound = ManagementPort.bind(host, port, settings, node, node.system());
      return Server.url(Server.await(bound, BIND).localAddress());
    } catch (ExecutionException e) {
      throw Failures.ofPort(e, host + ":" + port, "--management HOST:PORT");
    }
  }
}
