package dev.windlass.engine.job;

import dev.windlass.engine.job.JobCommand.Creation;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** All that a job's coordinator holds and does not remember: begun anew at each restart. */
final class JobMoment {
  record Creator(ActorRef<Reply<Creation>> replyTo, boolean replayed) {}

  final Crew crew;
  final UploadGate gate;
  final JobShow show;

  /** Who made the job, or met it, and waits until it is listed. */
  final List<Creator> creators = new ArrayList<>();

  /** Who paused or cancelled it, and waits until no call can start. */
  final List<ActorRef<Reply<JobView>>> settling = new ArrayList<>();

  /** What the directory has; null until it has said so. */
  DirectoryCommand.@Nullable JobEntry noted;

  @Nullable RetryRound round;
  @Nullable ActorRef<Reply<Long>> retryAsker;
  @Nullable Refusal retryRefusal;

  /** Whether a cancel is to cut calls. */
  boolean abort;

  /** When somebody last told it something. */
  Instant touchedAt;

  /** On the monotonic clock. */
  long gatheredAt;

  JobMoment(
      ActorContext<JobCommand> context,
      TimerScheduler<JobCommand> timers,
      JobSettings settings,
      Clock clock) {
    crew = new Crew(settings.window(), settings.leastPartitions(), settings.stopWindow());
    gate = new UploadGate(settings.uploadAlive());
    show = new JobShow(context, timers, clock, settings.showInterval(), crew);
    touchedAt = clock.instant();
    gatheredAt = System.nanoTime() - settings.progressInterval().toNanos();
  }

  /** Whether nothing is going on and nobody has asked since then. */
  boolean idle(Job job, Instant since) {
    if (!job.exists()) {
      return true;
    }
    return job.state().terminal()
        && job.retry() == null
        && !show.watched()
        && creators.isEmpty()
        && noted != null
        && touchedAt.isBefore(since);
  }

  /** A job as the directory shall have it. */
  static DirectoryCommand.JobEntry entry(Job job) {
    var made = job.created();
    JobState ended = job.state().terminal() && job.retry() == null ? job.state() : null;
    return new DirectoryCommand.JobEntry(
        job.id(),
        made.name(),
        made.chainReference(),
        made.labels(),
        made.idempotencyKey(),
        made.at(),
        ended);
  }
}
