package dev.windlass.deploy.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * Pekko's Cluster Bootstrap: looks the nodes up, asks each over HTTP for members of a cluster, and
 * joins those. Goes on by itself until this node has joined.
 */
public final class Bootstrapping {
  /** For binding a port. */
  private static final Duration BIND = Duration.ofSeconds(20);

  private Bootstrapping() {}

  /** The port on which nodes ask each other could not be taken. */
  public static final class PortTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortTaken(String where, Throwable cause) {
      super(
          "cannot listen on "
              + where
              + " for nodes that look for their cluster: another process has that port, or the"
              + " address is not this machine's. Choose others with"
              + " windlass.cluster.management-host and management-port; the port is the same on"
              + " every node.",
          cause);
    }
  }

  /**
   * Takes the port and begins to look. The system's configuration has {@link Discovery#overlay}.
   *
   * @param mayBegin asked when no cluster was found: true when this node is to begin one, which it
   *     then does. Failing means no, and to be asked again
   * @throws PortTaken by another, or not ours to take
   */
  public static void begin(ActorSystem<?> system, Supplier<CompletionStage<Boolean>> mayBegin)
      throws InterruptedException {
    Beginning.get(system).decidedBy(mayBegin);
    var management = PekkoManagement.get(system);
    try {
      management.start().toCompletableFuture().get(BIND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      var at = management.settings();
      throw new PortTaken(at.getHttpHostname() + ":" + at.getHttpPort(), e);
    }
    ClusterBootstrap.get(system).start();
  }
}
