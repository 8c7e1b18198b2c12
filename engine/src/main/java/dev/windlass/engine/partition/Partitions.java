package dev.windlass.engine.partition;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Where partitions live: sharded over the engine nodes, one entity a partition. */
public final class Partitions {
  /** An entity's id is the one in {@code PersistenceIds.partitionOf}, or {@code open-...}. */
  public static final EntityTypeKey<PartitionCommand> TYPE =
      EntityTypeKey.create(PartitionCommand.class, "partition");

  private Partitions() {}

  /**
   * Partitions may live on this node from now on. They leave memory when they say so themselves:
   * sharding sees only what comes through it, not the outcomes of a partition at work.
   */
  public static ActorRef<ShardingEnvelope<PartitionCommand>> start(
      ActorSystem<?> system, PartitionContext context) {
    var settings =
        ClusterShardingSettings.create(system)
            .withPassivationStrategy(
                ClusterShardingSettings.PassivationStrategySettings$.MODULE$.disabled());
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    TYPE,
                    entity ->
                        PartitionCoordinator.create(
                            entity.getEntityId(), entity.getShard(), context))
                .withSettings(settings));
  }
}
