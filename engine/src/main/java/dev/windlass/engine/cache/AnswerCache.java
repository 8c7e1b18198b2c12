package dev.windlass.engine.cache;

import dev.windlass.engine.cache.CacheAnswers.Known;
import dev.windlass.engine.cache.CacheCommand.Learnt;
import dev.windlass.engine.cache.CacheCommand.Question;
import dev.windlass.engine.cache.CacheEvent.AnswersKept;
import dev.windlass.engine.cache.CacheEvent.Kept;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.StepKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** One bucket: the shell around {@link Answers} and {@link Queues}. */
public final class AnswerCache extends EventSourcedBehavior<CacheCommand, CacheEvent, Answers> {
  /** Under which cluster sharding finds them, by number. */
  public static final EntityTypeKey<CacheCommand> KEY =
      EntityTypeKey.create(CacheCommand.class, "answers");

  private static final int SNAPSHOT_EVERY = 500;
  private static final int SNAPSHOTS_KEPT = 1;

  private record Look() implements CacheCommand.Internal {}

  private record Idle() implements CacheCommand.Internal {}

  private final CacheSettings settings;
  private final InstantSource clock;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<CacheCommand> context;
  private final TimerScheduler<CacheCommand> timers;
  private final Queues<ActorRef<CacheAnswers>> queues;

  /**
   * @param bucket its number, from 0
   */
  public static Behavior<CacheCommand> create(
      String bucket,
      ActorRef<ClusterSharding.ShardCommand> shard,
      CacheSettings settings,
      InstantSource clock) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new AnswerCache(bucket, shard, settings, clock, context, timers)));
  }

  private AnswerCache(
      String bucket,
      ActorRef<ClusterSharding.ShardCommand> shard,
      CacheSettings settings,
      InstantSource clock,
      ActorContext<CacheCommand> context,
      TimerScheduler<CacheCommand> timers) {
    super(
        PersistenceId.ofUniqueId(PersistenceIds.answers(bucket)),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.shard = shard;
    this.settings = settings;
    this.queues = new Queues<>(settings.askAgain().multipliedBy(3).dividedBy(2));
    this.clock = clock;
    this.context = context;
    this.timers = timers;
    context.setReceiveTimeout(settings.idle(), new Idle());
  }

  @Override
  public Answers emptyState() {
    return new Answers(settings);
  }

  @Override
  public EventHandler<Answers, CacheEvent> eventHandler() {
    return Answers::apply;
  }

  /** Events before a snapshot are of no use: what is forgotten leaves the journal, too. */
  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT)
        .withDeleteEventsOnSnapshot();
  }

  @Override
  public SnapshotAdapter<Answers> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Answers answers) {
        return answers.snapshot();
      }

      @Override
      public Answers fromJournal(Object kept) {
        return Answers.of((CacheSnapshot) kept, settings);
      }
    };
  }

  @Override
  public CommandHandler<CacheCommand, CacheEvent, Answers> commandHandler() {
    return this::on;
  }

  private Effect<CacheEvent, Answers> on(Answers answers, CacheCommand command) {
    return switch (command) {
      case CacheCommand.Ask(var questions, var replyTo) -> {
        ask(answers, questions, replyTo);
        yield Effect().none();
      }
      case CacheCommand.Tell(var learnt, var released) -> tell(answers, learnt, released);
      case CacheCommand.Internal look -> {
        if (look instanceof Idle) {
          leaveIfIdle();
        } else {
          lookAtQueues();
        }
        yield Effect().none();
      }
    };
  }

  private void ask(Answers answers, List<Question> questions, ActorRef<CacheAnswers> replyTo) {
    var now = clock.instant();
    var replies = new Replies();
    for (var question : questions) {
      var known = answers.find(question.call(), now);
      if (known != null) {
        if (!question.asking()) { // whose own answer is on its way
          replies.known(replyTo, new Known(question.step(), known.text(), known.model()));
        }
      } else if (queues.ask(question, replyTo, now) && !question.asking()) {
        replies.go(replyTo, question.step());
      }
    }
    replies.send();
    watchQueues();
  }

  private Effect<CacheEvent, Answers> tell(
      Answers answers, List<Learnt> learnt, List<Question> released) {
    var now = clock.instant();
    var next = new Replies();
    for (var question : released) {
      var waiter = queues.released(question, now);
      if (waiter != null) {
        next.go(waiter.replyTo(), waiter.step());
      }
    }
    next.send();
    var kept =
        learnt.stream()
            .filter(each -> answers.takes(each.text()))
            .filter(each -> answers.find(each.call(), now) == null)
            .map(each -> new Kept(each.call(), each.text(), each.model()))
            .toList();
    return kept.isEmpty()
        ? Effect().none().thenRun(same -> answer(learnt))
        : Effect().persist(new AnswersKept(kept, now)).thenRun(written -> answer(learnt));
  }

  /** Those who waited hear it once it is durable, also where it is too long to be kept. */
  private void answer(List<Learnt> learnt) {
    var replies = new Replies();
    for (var each : learnt) {
      for (var waiter : queues.answered(each.call())) {
        replies.known(waiter.replyTo(), new Known(waiter.step(), each.text(), each.model()));
      }
    }
    replies.send();
    watchQueues();
  }

  private void lookAtQueues() {
    var replies = new Replies();
    for (var waiter : queues.forgetSilent(settings.lostAfter(), clock.instant())) {
      replies.go(waiter.replyTo(), waiter.step());
    }
    replies.send();
    watchQueues();
  }

  private void watchQueues() {
    if (queues.isEmpty()) {
      timers.cancel(Look.class);
    } else if (!timers.isTimerActive(Look.class)) {
      timers.startTimerWithFixedDelay(Look.class, new Look(), settings.askAgain());
    }
  }

  private void leaveIfIdle() {
    if (queues.isEmpty()) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
  }

  /** What is told to each partition, in one message. */
  private static final class Replies {
    private final Map<ActorRef<CacheAnswers>, CacheAnswers> byPartition = new LinkedHashMap<>();

    private CacheAnswers to(ActorRef<CacheAnswers> partition) {
      return byPartition.computeIfAbsent(
          partition, each -> new CacheAnswers(new ArrayList<>(), new ArrayList<>()));
    }

    void known(ActorRef<CacheAnswers> partition, Known known) {
      to(partition).known().add(known);
    }

    void go(ActorRef<CacheAnswers> partition, StepKey step) {
      to(partition).go().add(step);
    }

    void send() {
      byPartition.forEach(ActorRef::tell);
    }
  }
}
