package dev.windlass.deploy.server;

import dev.windlass.engine.journal.Presence;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place in its cluster. A node that was taken out of it ends at once: others have its
 * work by now, whatever it still stores is refused, and whatever it still calls is called twice.
 * Its supervisor starts it anew. Thread-safe.
 */
final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private static final Duration AGAIN = Duration.ofMillis(500);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private volatile boolean answered;

  private final Formation formation;

  /**
   * @param presence of this node on the journal
   */
  static Membership of(ActorSystem<?> system, Clustering clustering, Presence presence) {
    if (clustering.isOpen()) {
      LOG.warn(
          "nodes talk in plain text and prove nothing: whoever reaches {} can talk as one. Set"
              + " windlass.cluster.tls, or keep that port in a network of its own",
          clustering.node());
    }
    return new Membership(
        system,
        new Formation(system, clustering.discovery(), clustering.addresses(), presence),
        clustering.whenTakenOut());
  }

  /**
   * @param end ends this process with a failure, and does not return
   */
  private Membership(ActorSystem<?> system, Formation formation, Runnable end) {
    this.system = system;
    this.formation = formation;
    cluster = Cluster.get(system);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "windlass-taken-out",
            () -> {
              if (!leaving.get()) {
                LOG.error(
                    "taken out of the cluster, or stopped from outside; this process ends. node={}",
                    cluster.selfMember().address());
                end.run();
              }
              return CompletableFuture.completedFuture(Done.getInstance());
            });
  }

  /** From now on this node looks for its cluster. */
  void join() throws InterruptedException {
    formation.begin();
  }

  /** From now on a stop is ours. */
  void leave() {
    leaving.set(true);
  }

  /** It has left. */
  void gone() {
    formation.close();
  }

  /**
   * Asks until it is answered: from then on entities are found from here, wherever they are.
   *
   * @param question to any entity; fails where no answer came in time
   */
  void until(Supplier<CompletionStage<?>> question) {
    question
        .get()
        .whenCompleteAsync(
            (answer, failed) -> {
              answered = failed == null;
              if (failed != null && !leaving.get()) {
                system
                    .scheduler()
                    .scheduleOnce(AGAIN, () -> until(question), system.executionContext());
              }
            },
            system.executionContext());
  }

  /** Whether this node is one of the cluster, and can do what it is asked. */
  boolean isReady() {
    return answered && isJoined();
  }

  /** Whether this node is one of the cluster. */
  boolean isJoined() {
    return cluster.selfMember().status().equals(MemberStatus.up());
  }

  /** Whether its end has begun. */
  boolean isLeaving() {
    return leaving.get();
  }
}
