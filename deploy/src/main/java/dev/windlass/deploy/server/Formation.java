package dev.windlass.deploy.server;

import dev.windlass.deploy.cluster.Bootstrapping;
import dev.windlass.deploy.cluster.Discovery;
import dev.windlass.engine.journal.Presence;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node comes into its cluster: it asks the seeds until one takes it in, or looks for nodes
 * and asks those. Where none does, a seed begins a cluster, or any node that looked, but only if
 * the database knows of no node at work. The library's own ways, by which the first seed or the
 * lowest address begins one when nobody answers in time, make two clusters of one database out of a
 * slow network.
 */
final class Formation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Formation.class);

  /** So long a seed waits for the others before it looks whether it is the first. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final Discovery discovery;
  private final Address self;
  private final List<Address> seeds;
  private final Presence presence;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("windlass-formation").daemon().factory());
  private boolean begun;
  private int failures;

  /**
   * @param seeds addresses of actor systems, this one's among them or not; none where nodes are
   *     looked for
   */
  Formation(ActorSystem<?> system, Discovery discovery, List<String> seeds, Presence presence) {
    this.system = system;
    this.discovery = discovery;
    this.cluster = Cluster.get(system);
    this.self = cluster.selfMember().address();
    this.seeds = seeds.stream().map(AddressFromURIString::parse).toList();
    this.presence = presence;
  }

  /**
   * @throws Bootstrapping.PortTaken the port on which nodes ask each other could not be taken
   */
  void begin() throws InterruptedException {
    if (discovery.looks()) {
      Bootstrapping.begin(system, () -> CompletableFuture.supplyAsync(this::isAsked, thread));
    }
    var others = seeds.stream().filter(seed -> !seed.equals(self)).toList();
    if (!others.isEmpty()) {
      cluster.manager().tell(new JoinSeedNodes(others));
    }
    var wait = others.isEmpty() ? Duration.ZERO : PATIENCE;
    thread.scheduleWithFixedDelay(
        this::look, wait.toMillis(), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      var status = cluster.selfMember().status();
      if (status.equals(MemberStatus.up()) || status.equals(MemberStatus.weaklyUp())) {
        presence.present();
      } else if (status.equals(MemberStatus.removed()) // so it is before a node has joined, too
          && seeds.contains(self)
          && mayBegin()) {
        cluster.manager().tell(Join.create(self));
      }
      failures = 0;
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private boolean isAsked() {
    try {
      return mayBegin();
    } catch (IOException | RuntimeException e) {
      failed(e);
      return false;
    }
  }

  /** Whether no other node is at work; then this one is, and no other may begin. On our thread. */
  private boolean mayBegin() throws IOException {
    if (cluster.isTerminated() || !presence.alone()) {
      return false;
    }
    if (!begun) {
      LOG.info("no node is at work on this database: beginning a cluster");
      begun = true;
    }
    return true;
  }

  private void failed(Exception e) {
    if (failures++ == 0) {
      LOG.warn("cannot tell which nodes are present; asking again: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (thread.awaitTermination(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        presence.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
