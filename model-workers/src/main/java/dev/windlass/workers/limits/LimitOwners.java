package dev.windlass.workers.limits;

import dev.windlass.engine.protocol.NodeRoles;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.jspecify.annotations.Nullable;

/** How the owners of limits are reached, wherever in the cluster they are. Thread-safe. */
public final class LimitOwners {
  /** For an answer; a change is answered within a second of when the owner has it. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final Function<String, RecipientRef<Governing.ToProvider>> providers;

  private LimitOwners(
      ActorSystem<?> system, Function<String, RecipientRef<Governing.ToProvider>> providers) {
    this.system = system;
    this.providers = providers;
  }

  /**
   * Takes part in owning limits, if this node has the role for it, and finds the owners.
   *
   * @param shards of providers, over all nodes; never to change while a cluster runs
   */
  public static LimitOwners sharded(ActorSystem<?> system, OwnerSetup setup, int shards) {
    Set<String> begunHere = ConcurrentHashMap.newKeySet();
    var entity =
        Entity.of(
                ProviderLimits.KEY,
                context -> ProviderLimits.create(context.getEntityId(), setup, begunHere))
            .withMessageExtractor(new HashCodeMessageExtractor<>(shards))
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy());
    var sharding = ClusterSharding.get(system);
    var role = NodeRoles.ofEntities(system);
    ActorRef<ShardingEnvelope<Governing.ToProvider>> region =
        sharding.init(role == null ? entity : entity.withRole(role));
    system.log().debug("limits are reached through {}", region);
    return new LimitOwners(system, provider -> sharding.entityRefFor(ProviderLimits.KEY, provider));
  }

  /** Owners in this process, without a cluster; the system needs a journal, be it in memory. */
  public static LimitOwners here(ActorSystem<?> system, OwnerSetup setup) {
    Set<String> begunHere = ConcurrentHashMap.newKeySet();
    var known = new ConcurrentHashMap<String, ActorRef<Governing.ToProvider>>();
    return new LimitOwners(
        system,
        provider ->
            known.computeIfAbsent(
                provider,
                name ->
                    system.systemActorOf(
                        ProviderLimits.create(name, setup, begunHere),
                        "windlass-limits-" + name,
                        Props.empty())));
  }

  /**
   * Has the owners of a provider begin before anybody needs them, which takes reading a journal.
   */
  public void wake(String provider) {
    describe(provider)
        .whenComplete((limits, error) -> {
          if (error != null) {
            system.log().warn("who keeps the limits did not answer provider={}", provider, error);
          }
        });
  }

  /** Told once; what is lost the gate says again. */
  public void tell(Governing.ToOwner what) {
    providers.apply(what.limit().provider()).tell(what);
  }

  public CompletionStage<Governing.Limits> describe(String provider) {
    return ask(provider, Governing.Describe::new);
  }

  /** Durable, and in force at every gate that can be reached, when it is answered. */
  public CompletionStage<Governing.Limits> change(
      String provider, Map<String, Map<LimitKey, @Nullable Double>> figures) {
    return ask(provider, replyTo -> new Governing.Change(figures, replyTo));
  }

  /** As {@link #change}: what is configured is in force again, for one model or for all. */
  public CompletionStage<Governing.Limits> reset(String provider, @Nullable String model) {
    return ask(provider, replyTo -> new Governing.Reset(model, replyTo));
  }

  private CompletionStage<Governing.Limits> ask(
      String provider, Function<ActorRef<Governing.Limits>, Governing.ToProvider> question) {
    return AskPattern.ask(providers.apply(provider), question::apply, ANSWER, system.scheduler());
  }
}
