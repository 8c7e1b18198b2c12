package dev.windlass.engine.partition;

import dev.windlass.engine.cache.CacheAnswers;
import dev.windlass.engine.cache.CacheCommand;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.Dispatching;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link Partition}: journals what it decides, then does it. It holds no rule but
 * those of time: how often the job is told, when an idle partition leaves, which submissions share
 * a write.
 *
 * <p>The partition changes in place, so the journal's state is this object's field and not what the
 * behavior hands around: a write that failed, or a run to be taken up again after it left memory,
 * restarts the behavior, which drops the field and reads the journal anew. Commands that came
 * meanwhile stay; what the job last said is said again to the new partition.
 */
public final class PartitionCoordinator
    extends EventSourcedBehavior<PartitionCommand, PartitionEvent, NotUsed> {
  /** After a restart, or after a write that brought something to work on. */
  private record Resume() implements PartitionCommand.Internal {}

  /** What was submitted since is journaled now. */
  private record Flush() implements PartitionCommand.Internal {}

  private record ReportDue() implements PartitionCommand.Internal {}

  private record Idle() implements PartitionCommand.Internal {}

  /** Under which cluster sharding finds partitions, by their entity ids. */
  public static final EntityTypeKey<PartitionCommand> KEY =
      EntityTypeKey.create(PartitionCommand.class, "partition");

  private final String entity;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final PartitionContext context;
  private final ActorContext<PartitionCommand> actor;
  private final TimerScheduler<PartitionCommand> timers;
  private final ActorRef<Dispatching.ToPartitions> outcomes;
  private final ActorRef<CacheAnswers> cached;

  private @Nullable Partition partition;
  private Dispatching.Standing standing = Dispatching.Standing.NONE;
  private final List<PartitionCommand.Submit> submitted = new ArrayList<>();

  /** What the job last said, {@code Work} or {@code Cancel}: it outlives a restart. */
  private @Nullable PartitionCommand lastOrder;

  private PartitionCommand.@Nullable Retake toRetake;
  private boolean resumed;

  /** Another node is to take it over: this outlives a restart, too. */
  private boolean retiring;

  private boolean stopping;

  /**
   * One partition.
   *
   * @param shard told to passivate the partition when it is idle
   */
  public static Behavior<PartitionCommand> create(
      String entity, ActorRef<ClusterSharding.ShardCommand> shard, PartitionContext context) {
    var settings = context.settings();
    var again =
        SupervisorStrategy.restartWithBackoff(settings.minBackoff(), settings.maxBackoff(), 0.2);
    return Behaviors.setup(actor ->
        Behaviors.withTimers(timers -> {
          var journaled = new PartitionCoordinator(entity, shard, context, actor, timers, again);
          return Behaviors.supervise(
                  Behaviors.supervise(journaled)
                      .onFailure(
                          ReloadWanted.class,
                          SupervisorStrategy.restart().withLoggingEnabled(false)))
              .onFailure(Exception.class, again);
        }));
  }

  private PartitionCoordinator(
      String entity,
      ActorRef<ClusterSharding.ShardCommand> shard,
      PartitionContext context,
      ActorContext<PartitionCommand> actor,
      TimerScheduler<PartitionCommand> timers,
      BackoffSupervisorStrategy journalFailed) {
    super(PersistenceId.ofUniqueId(PersistenceIds.partition(entity)), journalFailed);
    this.entity = entity;
    this.shard = shard;
    this.context = context;
    this.actor = actor;
    this.timers = timers;
    this.outcomes =
        actor.messageAdapter(Dispatching.ToPartitions.class, Partition.FromDispatcher::new);
    this.cached = actor.messageAdapter(CacheAnswers.class, Partition.FromCache::new);
  }

  @Override
  public NotUsed emptyState() {
    return NotUsed.getInstance();
  }

  @Override
  public EventHandler<NotUsed, PartitionEvent> eventHandler() {
    return (state, event) -> {
      partition().apply(event);
      return state;
    };
  }

  @Override
  public SignalHandler<NotUsed> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> recovered())
        .onSignal(PreRestart.instance(), state -> forget())
        .build();
  }

  private void forget() {
    partition = null;
    resumed = false;
  }

  private Partition partition() {
    if (partition == null) {
      partition =
          new Partition(
              entity, context.ids(), context.defaults(), context.chains(), context.settings());
    }
    return partition;
  }

  private void recovered() {
    partition().recovered();
    actor.getSelf().tell(new Resume());
  }

  /** A partition that hears nothing for so long, and has nothing to do, leaves. */
  private void waitForMessages() {
    var settings = context.settings();
    actor.setReceiveTimeout(
        partition().assigned() ? settings.idle() : settings.idleBeforeWork(), new Idle());
  }

  @Override
  public CommandHandler<PartitionCommand, PartitionEvent, NotUsed> commandHandler() {
    return (state, command) -> onCommand(command);
  }

  private Effect<PartitionEvent, NotUsed> onCommand(PartitionCommand command) {
    return switch (command) {
      case Resume resume -> resume();
      case PartitionCommand.Explain(int run, var replyTo) -> explain(run, replyTo);
      case PartitionCommand early when !resumed || toRetake != null -> Effect().stash();
      case Flush flush -> flush();
      case ReportDue due -> report();
      case Idle idle -> leaveIfIdle();
      case PartitionCommand.Submit submit -> collect(submit);
      case PartitionCommand.Work work -> work(work);
      case PartitionCommand.Cancel cancel -> {
        lastOrder = cancel;
        yield decide(cancel);
      }
      case PartitionCommand.Retake retake -> {
        lastOrder = lastOrder instanceof PartitionCommand.Cancel ? null : lastOrder;
        yield decide(retake);
      }
      case PartitionCommand.Retire retire -> {
        retiring = true;
        yield decide(retire);
      }
      case PartitionCommand other -> decide(other);
    };
  }

  /**
   * Comes before everything else that a partition hears after its journal was read: whoever has not
   * begun its runs again looks as if it had nothing to do, and would leave its answers behind.
   */
  private Effect<PartitionEvent, NotUsed> resume() {
    if (toRetake != null) {
      var retake = toRetake;
      toRetake = null;
      var decision = partition().decide(retake, context.clock().instant());
      actor.getSelf().tell(new Resume());
      return Effect().persist(decision.events()).thenRun(state -> done(decision));
    }
    resumed = true;
    var order = lastOrder != null ? lastOrder : new Partition.GoOn();
    var decision = partition().decide(order, context.clock().instant());
    if (retiring) {
      actor.getSelf().tell(new PartitionCommand.Retire());
    }
    waitForMessages();
    return perform(decision).thenUnstashAll();
  }

  private Effect<PartitionEvent, NotUsed> work(PartitionCommand.Work work) {
    boolean first = lastOrder == null;
    lastOrder = work;
    boolean behind = work.knownUpTo() < lastSequenceNumber(actor);
    var decision = partition().decide(work, context.clock().instant());
    if (first) {
      waitForMessages();
    }
    if (behind || decision.events().isEmpty()) {
      decision = withReport(decision);
    }
    return perform(decision);
  }

  private static Decision withReport(Decision decision) {
    var actions = new ArrayList<>(decision.actions());
    actions.add(new Action.Report(true));
    return new Decision(decision.events(), actions);
  }

  /** Submissions that come while a write is under way are journaled together by the next one. */
  private Effect<PartitionEvent, NotUsed> collect(PartitionCommand.Submit submit) {
    if (submitted.isEmpty()) {
      actor.getSelf().tell(new Flush());
    }
    submitted.add(submit);
    return Effect().none();
  }

  private Effect<PartitionEvent, NotUsed> flush() {
    var together = List.copyOf(submitted);
    submitted.clear();
    return perform(partition().submit(together, context.clock().instant()));
  }

  private Effect<PartitionEvent, NotUsed> decide(PartitionCommand command) {
    if (command instanceof Partition.FromDispatcher(Dispatching.Standing now)) {
      standing = now;
    }
    return perform(partition().decide(command, context.clock().instant()));
  }

  private EffectBuilder<PartitionEvent, NotUsed> perform(Decision decision) {
    if (decision.events().isEmpty()) {
      done(decision);
      return stopping ? Effect().stop() : Effect().none();
    }
    var written = Effect().persist(decision.events()).thenRun(state -> done(decision));
    return decision.actions().contains(new Action.Stop()) ? written.thenStop() : written;
  }

  /** The decision is durable: now it is acted on. */
  private void done(Decision decision) {
    for (var action : decision.actions()) {
      act(action);
    }
    partition().letGo();
  }

  private void act(Action action) {
    var dispatcher = context.dispatcher();
    switch (action) {
      case Action.Tell<?> tell -> tell.tell();
      case Action.Offer(var steps, var terms) ->
          dispatcher.tell(new Dispatching.Offer(entity, steps, terms, outcomes));
      case Action.SetTerms(var name, var terms) ->
          dispatcher.tell(new Dispatching.SetTerms(name, terms));
      case Action.Withdraw(var steps) -> dispatcher.tell(new Dispatching.Withdraw(entity, steps));
      case Action.Recall(var steps) ->
          dispatcher.tell(new Dispatching.Recall(entity, steps, outcomes));
      case Action.AskCache(var questions) -> askCache(questions);
      case Action.TellCache(var learnt, var released) -> {
        if (!learnt.isEmpty() || !released.isEmpty()) {
          context.cache().tell(learnt, released);
        }
      }
      case Action.Stored(long batch) -> dispatcher.tell(new Dispatching.Stored(entity, batch));
      case Action.Hold(var name, boolean abort) ->
          dispatcher.tell(new Dispatching.HoldJob(name, abort, outcomes));
      case Action.Release(var name) -> dispatcher.tell(new Dispatching.ReleaseJob(name));
      case Action.GoOnNext next -> actor.getSelf().tell(new Partition.GoOn());
      case Action.Report(boolean atOnce) -> {
        if (atOnce) {
          report();
        } else if (!timers.isTimerActive(ReportDue.class)) {
          timers.startSingleTimer(
              ReportDue.class, new ReportDue(), context.settings().reportEvery());
        }
      }
      case Action.Reload(var then) -> {
        toRetake = then;
        throw new ReloadWanted();
      }
      case Action.Leave leave -> leave();
      case Action.Stop stop -> {
        dispatcher.tell(new Dispatching.Leave(entity));
        stopping = true;
      }
    }
  }

  /** Says it again and again: a bucket may have moved, and forgets who is silent. */
  private void askCache(List<CacheCommand.Question> questions) {
    if (!questions.isEmpty()) {
      context.cache().ask(questions, cached);
    }
    if (!partition().sharing()) {
      timers.cancel(Partition.AskCacheAgain.class);
    } else if (!timers.isTimerActive(Partition.AskCacheAgain.class)) {
      timers.startTimerWithFixedDelay(
          Partition.AskCacheAgain.class, new Partition.AskCacheAgain(), context.cache().askAgain());
    }
  }

  private Effect<PartitionEvent, NotUsed> report() {
    timers.cancel(ReportDue.class);
    var job = partition().job();
    if (job != null) {
      job.tell(partition().progress(lastSequenceNumber(actor), standing));
    }
    return Effect().none();
  }

  private Effect<PartitionEvent, NotUsed> explain(
      int run, ActorRef<Dispatching.Explained> replyTo) {
    var open = partition().open(run);
    if (open.isEmpty()) {
      replyTo.tell(new Dispatching.Explained(List.of()));
    } else {
      var known = partition().waits(open, context.clock().instant());
      context.dispatcher().tell(new Dispatching.Explain(open, known, replyTo));
    }
    return Effect().none();
  }

  private Effect<PartitionEvent, NotUsed> leaveIfIdle() {
    if (partition().idle() && submitted.isEmpty() && toRetake == null) {
      leave();
    }
    return Effect().none();
  }

  private void leave() {
    context.dispatcher().tell(new Dispatching.Leave(entity));
    shard.tell(new ClusterSharding.Passivate<>(actor.getSelf()));
  }

  /** The journal is to be read again; not a failure, and not logged as one. */
  private static final class ReloadWanted extends RuntimeException {
    private ReloadWanted() {
      super("a run is taken up again after it has left memory", null, false, false);
    }
  }
}
