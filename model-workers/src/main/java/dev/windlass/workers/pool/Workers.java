package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.LimitsDoor;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.LimitMemory;
import dev.windlass.workers.limits.LimitSettings;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.provider.ModelProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The model workers of one node: takes steps from every dispatcher it finds, and answers what front
 * doors ask about limits. Thread-safe.
 */
public final class Workers implements LimitsDoor {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /**
   * What a node's workers are made of.
   *
   * @param node its name, as limits name their owner
   * @param providers by name, a client for each of its keys; closed by whoever opened them, after the workers have stopped
   * @param views of the same providers, for front doors
   */
  public record Setup(
      String node,
      Map<String, List<ModelProvider>> providers,
      List<ProviderView> views,
      LimitSettings limits,
      LimitMemory memory,
      WorkerSettings settings,
      TokenEstimate estimate,
      PoolMetrics metrics,
      WorkerClock clock) {}

  private final ActorSystem<?> system;
  private final Setup setup;
  private final ActorRef<NodePools.Message> pools;
  private final Runnable whenStopped;

  private Workers(
      ActorSystem<?> system, Setup setup, ActorRef<NodePools.Message> pools, Runnable whenStopped) {
    this.system = system;
    this.setup = setup;
    this.pools = pools;
    this.whenStopped = whenStopped;
  }

  /** Starts the workers of this node, paced by a thread of their own. */
  public static Workers start(ActorSystem<?> system, Setup setup) {
    var thread = Alarm.newThread();
    return start(system, setup, Alarm.of(thread), thread::shutdown);
  }

  static Workers start(ActorSystem<?> system, Setup setup, Alarm alarm, Runnable whenStopped) {
    var behavior =
        Behaviors.supervise(NodePools.create(setup, alarm))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    var pools = system.systemActorOf(behavior, "windlass-workers", Props.empty());
    return new Workers(system, setup, pools, whenStopped);
  }

  /**
   * Takes no more steps, hands back what has not started and lets calls in flight end.
   *
   * @param longest for calls in flight; then they are cut, and nothing is reported of them
   */
  public CompletionStage<Done> stop(Duration longest) {
    CompletionStage<Done> stopped =
        AskPattern.ask(
            pools,
            (ActorRef<Done> replyTo) -> new NodePools.Drain(longest, replyTo),
            longest.plus(ANSWER),
            system.scheduler());
    return stopped.whenCompleteAsync((done, error) -> whenStopped.run(), system.executionContext());
  }

  @Override
  public List<ProviderView> providers() {
    return setup.views();
  }

  @Override
  public CompletionStage<List<LimitView>> limits(@Nullable String provider) {
    CompletionStage<NodePools.Limits> limits =
        AskPattern.ask(
            pools,
            (ActorRef<NodePools.Limits> replyTo) -> new NodePools.Describe(provider, replyTo),
            ANSWER,
            system.scheduler());
    return limits.thenCombineAsync(
        queues(),
        (all, queues) ->
            views(
                all, queues, provider == null ? setup.providers().keySet() : Set.of(provider)),
        system.executionContext());
  }

  /** What waits at the dispatchers of all nodes. */
  private CompletionStage<Dispatching.Queues> queues() {
    return AskPattern.ask(
        pools,
        (ActorRef<Dispatching.Queues> replyTo) -> new NodePools.DescribeQueues(replyTo),
        ANSWER,
        system.scheduler());
  }

  @Override
  public CompletionStage<Reply<List<LimitView>>> change(
      String provider, List<LimitChange> changes) {
    var figures = new HashMap<String, Map<LimitKey, @Nullable Double>>();
    try {
      if (!setup.providers().containsKey(provider)) {
        return refused(Refusal.Kind.NOT_FOUND, "there is no provider " + provider);
      }
      for (var change : changes) {
        figures
            .computeIfAbsent(change.model(), m -> new HashMap<>())
            .putAll(LimitKey.read(change.figures(), "model " + change.model()));
      }
    } catch (IllegalArgumentException e) {
      return refused(Refusal.Kind.INVALID_REQUEST, String.valueOf(e.getMessage()));
    }
    CompletionStage<NodePools.Limits> limits =
        AskPattern.ask(
            pools,
            (ActorRef<NodePools.Limits> replyTo) ->
                new NodePools.Change(provider, figures, replyTo),
            ANSWER,
            system.scheduler());
    return limits.thenCombineAsync(
        queues(),
        (all, queues) -> Reply.ok(views(all, queues, Set.of(provider))),
        system.executionContext());
  }

  private static CompletionStage<Reply<List<LimitView>>> refused(Refusal.Kind kind, String detail) {
    return java.util.concurrent.CompletableFuture.completedStage(
        Reply.refused(Refusal.of(kind, detail)));
  }

  private List<LimitView> views(
      NodePools.Limits limits, Dispatching.Queues queues, Set<String> providers) {
    return new LimitViews(
            setup.limits(),
            queues.queues(),
            setup.settings().pool(),
            setup.node(), setup.clock().wall().instant())
        .of(limits, providers);
  }
}
