package dev.windlass.deploy.cluster;

import java.time.Duration;
import java.util.HashSet;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrapSettings;
import org.apache.pekko.management.cluster.bootstrap.JoinDecider;
import org.apache.pekko.management.cluster.bootstrap.JoinDecision;
import org.apache.pekko.management.cluster.bootstrap.JoinOtherSeedNodes;
import org.apache.pekko.management.cluster.bootstrap.JoinSelf;
import org.apache.pekko.management.cluster.bootstrap.KeepProbing;
import org.apache.pekko.management.cluster.bootstrap.SeedNodesInformation;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Joins the cluster that any node knows of. Where none does and enough nodes have said so, whoever
 * the database lets begins one. The library's own way, by which the node with the lowest address
 * begins, makes a second cluster when that node starts in a part of the network that was cut off,
 * and none where the lowest address is one that may not begin.
 */
public final class DatabaseDecides implements JoinDecider {
  private final ActorSystem system;
  private final Address self;
  private final int required;
  private final Duration stable;

  /** As bootstrap makes it. */
  public DatabaseDecides(ActorSystem system, ClusterBootstrapSettings settings) {
    this.system = system;
    self = Cluster.get(system).selfAddress();
    required = settings.getContactPointDiscoveryRequiredContactPointsNr();
    stable = settings.getContactPointDiscoveryStableMargin();
  }

  @Override
  public Future<JoinDecision> decide(SeedNodesInformation found) {
    var others = new HashSet<>(found.getAllSeedNodes());
    others.remove(self); // what was here before a restart and is not taken out yet
    if (!others.isEmpty()) {
      return Future.successful(new JoinOtherSeedNodes(others));
    }
    var unchanged = Duration.between(found.contactPointsChangedAt(), found.currentTime());
    if (found.getSeedNodesObservations().size() < required || unchanged.compareTo(stable) < 0) {
      return Future.successful(KeepProbing.getInstance());
    }
    return FutureConverters.asScala(
        Beginning.get(system)
            .mayBegin()
            .thenApply(may -> may ? JoinSelf.getInstance() : KeepProbing.getInstance()));
  }
}
