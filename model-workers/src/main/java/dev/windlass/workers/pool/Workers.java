package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.LimitsDoor;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.LimitOwners;
import dev.windlass.workers.limits.LimitSettings;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.provider.ModelProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
  private static final Refusal AWAY =
      Refusal.of(
          Refusal.Kind.JOURNAL_UNAVAILABLE,
          "who keeps this provider's limits does not answer; it may be in force or not, so say it"
              + " again");

  /**
   * What a node's workers are made of.
   *
   * @param node its name, as limits name their owner
   * @param providers that this node calls, by name, a client for each of its keys; closed by
   *     whoever opened them, after the workers have stopped. None on a node that only answers front
   *     doors
   * @param views of all providers that are known, for front doors; those of other nodes come and go
   */
  public record Setup(
      String node,
      Map<String, List<ModelProvider>> providers,
      Supplier<List<ProviderView>> views,
      LimitSettings limits,
      LimitOwners owners,
      WorkerSettings settings,
      TokenEstimate estimate,
      PoolMetrics metrics,
      WorkerClock clock) {}

  private final ActorSystem<?> system;
  private final Setup setup;
  private final ActorRef<NodePools.Message> pools;
  private final AtomicInteger dispatchers;
  private final Runnable whenStopped;

  private Workers(
      ActorSystem<?> system,
      Setup setup,
      ActorRef<NodePools.Message> pools,
      AtomicInteger dispatchers,
      Runnable whenStopped) {
    this.dispatchers = dispatchers;
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
    var dispatchers = new AtomicInteger();
    var behavior =
        Behaviors.supervise(NodePools.create(setup, alarm, dispatchers::set))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    var pools = system.systemActorOf(behavior, "windlass-workers", Props.empty());
    return new Workers(system, setup, pools, dispatchers, whenStopped);
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

  /** Dispatchers that have been found and are not gone. */
  public int dispatchers() {
    return dispatchers.get();
  }

  @Override
  public List<ProviderView> providers() {
    return setup.views().get();
  }

  private Set<String> names() {
    var names = new TreeSet<>(setup.providers().keySet());
    setup.views().get().forEach(view -> names.add(view.name()));
    names.remove(ModelCall.BUILT_IN); // it has no limits
    return names;
  }

  @Override
  public CompletionStage<List<LimitView>> limits(@Nullable String provider) {
    var names = provider == null ? names() : Set.of(provider);
    CompletionStage<List<LimitView>> rows = CompletableFuture.completedStage(List.of());
    for (var name : names) {
      var views = views(name, setup.owners().describe(name));
      rows =
          rows.thenCombineAsync(
              views,
              (before, more) -> Stream.concat(before.stream(), more.stream()).toList(),
              system.executionContext());
    }
    return rows;
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
      for (var change : changes) {
        figures
            .computeIfAbsent(change.model(), m -> new HashMap<>())
            .putAll(LimitKey.read(change.figures(), "model " + change.model()));
      }
    } catch (IllegalArgumentException e) {
      return refused(Refusal.of(Refusal.Kind.INVALID_REQUEST, String.valueOf(e.getMessage())));
    }
    return whenKnown(provider, () -> setup.owners().change(provider, figures));
  }

  @Override
  public CompletionStage<Reply<List<LimitView>>> reset(String provider, @Nullable String model) {
    return whenKnown(provider, () -> setup.owners().reset(provider, model));
  }

  private CompletionStage<Reply<List<LimitView>>> whenKnown(
      String provider, Supplier<CompletionStage<Governing.Limits>> then) {
    if (!names().contains(provider)) {
      return refused(Refusal.of(Refusal.Kind.NOT_FOUND, "there is no provider " + provider));
    }
    return views(provider, then.get())
        .handleAsync(
            (views, error) -> error == null ? Reply.ok(views) : Reply.refused(AWAY),
            system.executionContext());
  }

  private static CompletionStage<Reply<List<LimitView>>> refused(Refusal refusal) {
    return CompletableFuture.completedStage(Reply.refused(refusal));
  }

  private CompletionStage<List<LimitView>> views(
      String provider, CompletionStage<Governing.Limits> limits) {
    return limits.thenCombineAsync(
        queues(),
        (all, queues) ->
            new LimitViews(
                    setup.limits(),
                    queues.queues(),
                    setup.settings().pool(),
                    setup.clock().wall().instant())
                .of(provider, all),
        system.executionContext());
  }
}
