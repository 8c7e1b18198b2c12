package dev.windlass.engine.job;

import dev.windlass.engine.job.JobCommand.Creation;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionReport;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link Job}: journals what {@link JobRules} decide, then lets the partitions,
 * the directory and the watchers know. All but the job itself is forgotten at a restart and begun
 * anew, so whoever is told must bear being told twice.
 */
public final class JobCoordinator extends EventSourcedBehavior<JobCommand, JobChange, Job> {
  /** Under which cluster sharding finds them, by job id. */
  public static final EntityTypeKey<JobCommand> KEY = EntityTypeKey.create(JobCommand.class, "job");

  private static final JobSelf.Flush FLUSH = new JobSelf.Flush();
  private static final int SNAPSHOTS_KEPT = 2;

  private final String id;
  private final JobSettings settings;
  private final Clock clock;
  private final ActorContext<JobCommand> context;
  private final TimerScheduler<JobCommand> timers;
  private final Runnable rest;
  private final JobVoice voice;
  private final JobClients clients;
  private final JobPartitions partitions;

  private JobMoment now;

  /**
   * @param id of the job
   * @param rest asks whoever keeps the entity to let it go from memory
   */
  public static Behavior<JobCommand> create(
      String id,
      Neighbours neighbours,
      JobSettings settings,
      Clock clock,
      Consumer<ActorRef<JobCommand>> rest) {
    Behavior<JobCommand> job =
        Behaviors.setup(context ->
            Behaviors.withTimers(timers ->
                new JobCoordinator(id, neighbours, settings, clock, context, timers, rest)));
    return Behaviors.supervise(job).onFailure(Exception.class, backoff());
  }

  private static BackoffSupervisorStrategy backoff() {
    return SupervisorStrategy.restartWithBackoff(
        Duration.ofMillis(200), Duration.ofSeconds(3), 0.1);
  }

  private JobCoordinator(
      String id,
      Neighbours neighbours,
      JobSettings settings,
      Clock clock,
      ActorContext<JobCommand> context,
      TimerScheduler<JobCommand> timers,
      Consumer<ActorRef<JobCommand>> rest) {
    super(PersistenceId.ofUniqueId(PersistenceIds.job(id)), backoff());
    this.id = id;
    this.settings = settings;
    this.clock = clock;
    this.context = context;
    this.timers = timers;
    this.rest = () -> rest.accept(context.getSelf());
    voice =
        new JobVoice(
            context,
            neighbours,
            context.messageAdapter(PartitionReport.class, JobSelf.Reported::new),
            context.messageAdapter(
                DirectoryCommand.Noted.class, noted -> new JobSelf.Listed(noted.job())),
            settings.retakeTimeout());
    clients = new JobClients(settings, voice);
    partitions = new JobPartitions(settings, voice, JobSelf.Retaken::new);
    now = begin();
  }

  @Override
  public Job emptyState() {
    return new Job(id);
  }

  @Override
  public EventHandler<Job, JobChange> eventHandler() {
    return Job::apply;
  }

  @Override
  public CommandHandler<JobCommand, JobChange, Job> commandHandler() {
    return (job, command) -> perform(job, on(job, command));
  }

  @Override
  public SignalHandler<Job> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), SNAPSHOTS_KEPT);
  }

  @Override
  public SnapshotAdapter<Job> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Job job) {
        return job.snapshot();
      }

      @Override
      public Job fromJournal(Object kept) {
        return Job.of(id, (JobSnapshot) kept);
      }
    };
  }

  /** Once at the start, and again after each failed write: nothing of before is believed. */
  private void recovered(Job job) {
    now = begin();
    timers.startTimerWithFixedDelay(new JobSelf.Beat(), settings.beat());
    if (job.exists()) {
      tell(job);
      list(job);
    }
  }

  private Act on(Job job, JobCommand command) {
    if (command instanceof JobCommand.Internal own) {
      return onOwn(job, (JobSelf) own);
    }
    now.touchedAt = clock.instant();
    return switch (command) {
      case JobCommand.Create create ->
          clients.create(job, now, create, now.touchedAt, () -> list(job));
      case JobCommand.Get(var tenant, var replyTo) ->
          mine(job, tenant, replyTo, () -> replyTo.tell(Reply.ok(now.show.view(job))));
      case JobCommand.AwaitChange(var tenant, long version, var patience, var replyTo) ->
          mine(job, tenant, replyTo, () -> now.show.await(job, version, patience, replyTo));
      case JobCommand.AwaitEvent(long event, var replyTo) ->
          nothing(() -> now.show.awaitEvent(job, event, replyTo));
      case JobCommand.Control(var tenant, var verb, var replyTo) ->
          mine(
              job,
              tenant,
              replyTo,
              () -> clients.control(job, now, verb, replyTo, () -> settle(job)));
      case JobCommand.Steer steer ->
          mine(job, steer.tenant(), steer.replyTo(), () -> clients.steer(job, now, steer));
      case JobCommand.Retry retry ->
          mine(
              job,
              retry.tenant(),
              retry.replyTo(),
              () -> partitions.retry(job, now, retry, () -> list(job)));
      case JobCommand.CancelRun cancel ->
          mine(job, cancel.tenant(), cancel.replyTo(), () -> partitions.cancelRun(job, cancel));
      case JobCommand.Locate(var tenant, long line, var replyTo) ->
          mine(job, tenant, replyTo, () -> clients.locate(job, line, replyTo));
      case JobCommand.OpenUpload(var tenant, var replyTo) ->
          mine(
              job,
              tenant,
              replyTo,
              () -> clients.openUpload(job, now.gate, now.touchedAt, replyTo));
      case JobCommand.RecordLines(long epoch, var fill, var replyTo) ->
          upload(job, epoch, new JobVerb.AddLines(fill), replyTo);
      case JobCommand.SealUpload(long epoch, var replyTo) ->
          upload(job, epoch, new JobVerb.Seal(), replyTo);
      case JobCommand.RejectUpload(long epoch, var replyTo) ->
          upload(job, epoch, new JobVerb.Reject(), replyTo);
      case JobCommand.UploadEnded(long epoch) -> nothing(() -> now.gate.leave(epoch));
      case JobCommand.Watch(var tenant, var after, var watcher) ->
          mine(job, tenant, null, () -> now.show.watch(job, after, watcher));
      case JobCommand.SeenEnd(var tenant, long after, var replyTo) ->
          mine(job, tenant, replyTo, () -> replyTo.tell(Reply.ok(JobWatchers.seenEnd(job, after))));
      case JobCommand.Wake wake -> Act.NONE; // recovery has done it
      case JobCommand.Internal own -> onOwn(job, (JobSelf) own);
    };
  }

  private Act onOwn(Job job, JobSelf own) {
    if (!job.exists()) {
      return nothing(own instanceof JobSelf.Beat ? rest : () -> {});
    }
    return switch (own) {
      case JobSelf.Reported(var report) -> {
        var act = partitions.reported(job, now, report, System.nanoTime());
        settle(job);
        now.show.soon();
        flushSoon(job);
        yield act;
      }
      case JobSelf.Listed(var entry) -> nothing(() -> listed(job, entry));
      case JobSelf.Beat beat -> beat(job);
      case JobSelf.Flush flush -> partitions.flush(job, now, System.nanoTime());
      case JobSelf.Show show -> nothing(() -> now.show.now(job));
      case JobSelf.Retaken(int p, var reply) ->
          nothing(() -> partitions.retaken(job, now, p, reply));
      case JobSelf.Unwatched(var watcher) -> nothing(() -> now.show.unwatched(watcher));
    };
  }

  private Effect<JobChange, Job> perform(Job job, Act act) {
    var verb = act.verb();
    if (verb == null) {
      return Effect().none();
    }
    var decision = JobRules.decide(job, verb, clock.instant());
    var refusal = decision.refusal();
    if (refusal != null) {
      act.refused().accept(refusal);
      return Effect().none();
    }
    if (decision.events().isEmpty()) {
      act.then().run();
      return Effect().none();
    }
    long before = job.changes();
    var state = job.state();
    long steered = job.steered();
    return Effect()
        .persist(decision.events())
        .thenRun(written -> {
          changed(written, before, state);
          if (written.steered() != steered) {
            steered(written);
          }
          act.then().run();
        });
  }

  private void changed(Job job, long before, JobState state) {
    tell(job);
    now.show.changed(job, before, state);
    if (job.state() != state) {
      list(job);
    }
    settle(job);
  }

  /** Every partition at work passes the terms on to its node's dispatcher. */
  private void steered(Job job) {
    voice.tell(job, now.crew.repeat(job), now.abort);
    list(job);
  }

  private void tell(Job job) {
    voice.tell(job, now.crew.follow(job), now.abort);
  }

  private Act beat(Job job) {
    if (now.idle(job, clock.instant().minus(settings.rest()))) {
      return nothing(rest);
    }
    voice.tell(job, now.crew.repeat(job), now.abort);
    list(job);
    return job.takesLines()
        ? Act.of(new JobVerb.Expire(settings.unsealedExpiry()))
        : Act.of(new JobVerb.Gather(List.of())); // the end, where a crash came between
  }

  /** Tells the directory how the job stands, unless it knows. */
  private void list(Job job) {
    var entry = JobMoment.entry(job);
    if (entry.equals(now.noted)) {
      listed(job, entry);
    } else {
      voice.note(job, entry);
    }
  }

  /** The directory has the job so: where it still stands so, what waited for that goes on. */
  private void listed(Job job, DirectoryCommand.JobEntry entry) {
    now.noted = entry;
    if (entry.equals(JobMoment.entry(job))) {
      for (var creator : now.creators) {
        creator.replyTo().tell(Reply.ok(new Creation(now.show.view(job), creator.replayed())));
      }
      now.creators.clear();
      partitions.beginRetry(job, now);
    }
  }

  private void settle(Job job) {
    if (!now.settling.isEmpty() && now.crew.settled()) {
      var view = now.show.view(job);
      now.settling.forEach(asker -> asker.tell(Reply.ok(view)));
      now.settling.clear();
    }
  }

  private void flushSoon(Job job) {
    long due = partitions.dueIn(job, now, System.nanoTime());
    if (due > 0 && !timers.isTimerActive(FLUSH)) {
      timers.startSingleTimer(FLUSH, FLUSH, Duration.ofNanos(due));
    }
  }

  private JobMoment begin() {
    return new JobMoment(context, timers, settings, clock);
  }

  private Act upload(Job job, long epoch, JobVerb verb, ActorRef<Reply<Boolean>> replyTo) {
    return clients.upload(job, now.gate, epoch, verb, now.touchedAt, replyTo);
  }

  private static <T> Act mine(
      Job job, String tenant, @Nullable ActorRef<Reply<T>> replyTo, Runnable then) {
    return mine(job, tenant, replyTo, () -> nothing(then));
  }

  private static <T> Act mine(
      Job job, String tenant, @Nullable ActorRef<Reply<T>> replyTo, Supplier<Act> then) {
    if (job.exists() && job.created().tenant().equals(tenant)) {
      return then.get();
    }
    if (replyTo != null) {
      replyTo.tell(Reply.refused(JobClients.notFound(job)));
    }
    return Act.NONE;
  }

  private static Act nothing(Runnable does) {
    does.run();
    return Act.NONE;
  }
}
