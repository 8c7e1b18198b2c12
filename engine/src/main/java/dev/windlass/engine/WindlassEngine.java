package dev.windlass.engine;

import dev.windlass.engine.EngineSettings.Bounds;
import dev.windlass.engine.cache.AnswerCache;
import dev.windlass.engine.cache.CacheCommand;
import dev.windlass.engine.cache.CacheDoor;
import dev.windlass.engine.cache.CacheSettings;
import dev.windlass.engine.collection.CollectionSettings;
import dev.windlass.engine.collection.CollectionShards;
import dev.windlass.engine.job.CatalogCommand;
import dev.windlass.engine.job.ChainCatalog;
import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.job.JobCoordinator;
import dev.windlass.engine.job.JobDirectory;
import dev.windlass.engine.partition.ChainCache;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionContext;
import dev.windlass.engine.partition.PartitionCoordinator;
import dev.windlass.engine.partition.PartitionSettings;
import dev.windlass.engine.protocol.NodeRoles;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * An engine on an actor system: its entities, and the doors to them. One node is a cluster of one
 * and joins itself; the code is the same for many. A node without the engine's role has the doors
 * alone: what goes in there reaches the entities on others.
 */
public final class WindlassEngine implements Engine {
  /** Chains that partitions of this node keep compiled. */
  private static final int CHAINS_COMPILED = 256;

  private final ActorSystem<?> system;
  private final EngineSettings settings;
  private final Asking asking;
  private final Chains chains;
  private final Collections collections;
  private final Jobs jobs;
  private final Runs runs;

  /**
   * Starts an engine, and wakes what was under way when the last one stopped.
   *
   * @param system with {@code pekko.actor.provider = cluster} and a journal; see {@code
   *     windlass-actors.conf}
   */
  public static WindlassEngine start(ActorSystem<?> system, EngineSettings settings) {
    var context =
        new PartitionContext(
            settings.ids(),
            settings.defaults(),
            new ChainCache(CHAINS_COMPILED),
            PartitionSettings.of(system.settings().config()),
            settings.clock(),
            settings.dispatcher(),
            new CacheDoor(system, CacheSettings.of(system.settings().config())));
    return start(
        system,
        settings,
        entity -> PartitionCoordinator.create(entity.getEntityId(), entity.getShard(), context));
  }

  /** The same with other partitions, for tests. */
  static WindlassEngine start(
      ActorSystem<?> system,
      EngineSettings settings,
      Function<EntityContext<PartitionCommand>, Behavior<PartitionCommand>> partitions) {
    var cluster = Cluster.get(system);
    if (system.settings().config().getBoolean("windlass.engine.joins-itself")) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    var asking = new Asking(system, settings.health(), settings.bounds().ask());
    shard(system, settings, asking, partitions);
    CollectionShards.start(system, settings.readJournal(), settings.dispatcher(), settings.clock());
    return new WindlassEngine(system, settings, asking);
  }

  private static void shard(
      ActorSystem<?> system,
      EngineSettings settings,
      Asking asking,
      Function<EntityContext<PartitionCommand>, Behavior<PartitionCommand>> partitions) {
    var clock = settings.clock();
    var bounds = settings.bounds();
    init(
        system,
        bounds,
        PartitionCoordinator.KEY,
        partitions,
        entity -> entity.withStopMessage(new PartitionCommand.Retire()));
    init(
        system,
        bounds,
        JobCoordinator.KEY,
        (EntityContext<JobCommand> entity) ->
            JobCoordinator.create(
                entity.getEntityId(),
                asking,
                bounds.jobs(),
                clock,
                self -> entity.getShard().tell(new ClusterSharding.Passivate<>(self))));
    init(
        system,
        bounds,
        JobDirectory.KEY,
        (EntityContext<DirectoryCommand> entity) ->
            JobDirectory.create(entity.getEntityId(), asking, clock, bounds.listed()));
    var answers = CacheSettings.of(system.settings().config());
    init(
        system,
        bounds,
        AnswerCache.KEY,
        (EntityContext<CacheCommand> entity) ->
            AnswerCache.create(entity.getEntityId(), entity.getShard(), answers, clock));
    init(
        system,
        bounds,
        ChainCatalog.KEY,
        (EntityContext<CatalogCommand> entity) -> ChainCatalog.create(entity.getEntityId(), clock));
  }

  /** Nothing is passivated by its age: an entity leaves memory when it has nothing left to do. */
  private static <M> void init(
      ActorSystem<?> system,
      Bounds bounds,
      EntityTypeKey<M> key,
      Function<EntityContext<M>, Behavior<M>> behavior) {
    init(system, bounds, key, behavior, entity -> entity);
  }

  private static <M> void init(
      ActorSystem<?> system,
      Bounds bounds,
      EntityTypeKey<M> key,
      Function<EntityContext<M>, Behavior<M>> behavior,
      UnaryOperator<Entity<M, ShardingEnvelope<M>>> with) {
    var entity =
        Entity.of(key, behavior::apply)
            .withMessageExtractor(new HashCodeMessageExtractor<>(bounds.shards()))
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy());
    var role = NodeRoles.ofEntities(system);
    ClusterSharding.get(system).init(with.apply(role == null ? entity : entity.withRole(role)));
  }

  private WindlassEngine(ActorSystem<?> system, EngineSettings settings, Asking asking) {
    this.system = system;
    this.settings = settings;
    this.asking = asking;
    var sources = new ChainSources(asking, settings.defaults(), settings.providers());
    var open =
        system.systemActorOf(
            OpenPartitions.create(
                asking,
                settings.reads(),
                settings.bounds().loneRuns(),
                settings.tenants(),
                settings.bounds().wakeEvery()),
            "windlass-open-partitions",
            Props.empty());
    chains = new ChainsDoor(asking, sources, settings.defaults(), settings.prices());
    collections =
        new CollectionsDoor(asking, settings, CollectionSettings.of(system.settings().config()));
    jobs = new JobsDoor(asking, sources, settings);
    runs = new RunsDoor(asking, sources, settings, open);
  }

  @Override
  public Chains chains() {
    return chains;
  }

  @Override
  public Collections collections() {
    return collections;
  }

  @Override
  public Jobs jobs() {
    return jobs;
  }

  @Override
  public Runs runs() {
    return runs;
  }

  @Override
  public ResultsDoor results() {
    return settings.results();
  }

  /**
   * Takes no new work from now on, then shuts the actor system down in its phases: pools let calls
   * in flight end and be stored, entities stop, the node leaves the cluster. Waits for all of it,
   * but not longer than {@code windlass.engine.close-timeout}.
   */
  @Override
  public void close() {
    asking.close();
    var ended =
        CoordinatedShutdown.get(system)
            .runAll(CoordinatedShutdown.actorSystemTerminateReason())
            .toCompletableFuture();
    try {
      Done done = ended.get(settings.bounds().close().toMillis(), TimeUnit.MILLISECONDS);
      system.log().debug("closed: {}", done);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      system.log().warn("the engine did not stop within windlass.engine.close-timeout");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the engine could not be stopped in order", e.getCause());
    }
  }
}
