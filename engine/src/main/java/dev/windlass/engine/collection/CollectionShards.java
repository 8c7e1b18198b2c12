package dev.windlass.engine.collection;

import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.NodeRoles;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** How collections are found, wherever in the cluster they are. */
public final class CollectionShards {
  private CollectionShards() {}

  /**
   * Takes part in owning collections, if this node has the role for it, and finds them; to be
   * called on every node that calls providers, holds entities or serves the API.
   *
   * @param readJournal name of the read journal's section in the settings
   * @param dispatcher of this node, which has chunks embedded
   */
  public static void start(
      ActorSystem<?> system,
      String readJournal,
      ActorRef<Dispatching.FromPartitions> dispatcher,
      Clock clock) {
    var config = system.settings().config();
    var settings = CollectionSettings.of(config);
    var setup =
        new CollectionOwner.Setup(
            settings,
            new Reading(system, readJournal, settings.readChars()),
            dispatcher,
            config.getString("windlass.default-provider"),
            clock);
    init(
        system,
        Entity.of(Collecting.KEY, context -> CollectionOwner.create(context.getEntityId(), setup)));
    names(system);
  }

  /** Finds them from a node that cannot own any, because it has no journal. */
  public static void reach(ActorSystem<?> system) {
    init(
        system,
        Entity.of(
            Collecting.KEY,
            context -> {
              throw new IllegalStateException("a node without a journal owns no collections");
            }));
    names(system);
  }

  private static void names(ActorSystem<?> system) {
    init(
        system,
        Entity.of(CollectionNames.KEY, context -> CollectionNames.create(context.getEntityId())));
  }

  private static <M> void init(ActorSystem<?> system, Entity<M, ShardingEnvelope<M>> entity) {
    int shards = system.settings().config().getInt("windlass.engine.shards");
    var whole =
        entity
            .withMessageExtractor(new HashCodeMessageExtractor<>(shards))
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy());
    var role = NodeRoles.ofEntities(system);
    var region = ClusterSharding.get(system).init(role == null ? whole : whole.withRole(role));
    system.log().debug("collections are reached through {}", region);
  }
}
