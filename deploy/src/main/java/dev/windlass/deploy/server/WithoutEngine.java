package dev.windlass.deploy.server;

import dev.windlass.engine.protocol.NodeRoles;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a node that is of use to engines alone when it has seen none of them for long: those that
 * come back may have begun a cluster of their own, and it can only be joined by a process that is
 * in no other. Its supervisor starts it anew.
 */
final class WithoutEngine {
  private static final Logger LOG = LoggerFactory.getLogger(WithoutEngine.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Duration patience;
  private final LongSupplier nanos;
  private long lastSeen;

  WithoutEngine(Duration patience, LongSupplier nanos) {
    this.patience = patience;
    this.nanos = nanos;
    this.lastSeen = nanos.getAsLong();
  }

  /**
   * @param joined whether this node is in a cluster
   * @param engine whether an engine is in it
   * @return whether to end
   */
  boolean tooLong(boolean joined, boolean engine) {
    long now = nanos.getAsLong();
    if (!joined || engine) {
      lastSeen = now;
    }
    return now - lastSeen > patience.toNanos();
  }

  /**
   * @param end ends this process with a failure
   */
  static void watch(ActorSystem<?> system, Membership membership, Duration patience, Runnable end) {
    var watch = new WithoutEngine(patience, System::nanoTime);
    system
        .scheduler()
        .scheduleWithFixedDelay(
            EVERY,
            EVERY,
            () -> {
              if (watch.tooLong(
                  membership.isJoined() && !membership.isLeaving(), seesOne(system))) {
                LOG.error(
                    "no engine is in this cluster for {} s; this process ends, to find them anew",
                    TimeUnit.NANOSECONDS.toSeconds(patience.toNanos()));
                end.run();
              }
            },
            system.executionContext());
  }

  private static boolean seesOne(ActorSystem<?> system) {
    for (var member : Cluster.get(system).state().getMembers()) {
      if (member.hasRole(NodeRoles.ENGINE)) {
        return true;
      }
    }
    return false;
  }
}
