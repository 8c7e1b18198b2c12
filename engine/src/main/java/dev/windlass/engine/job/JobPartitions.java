package dev.windlass.engine.job;

import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionReport;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a job's partitions say, and what it asks of single ones: gathers progress into few writes,
 * and leads retries. Belongs to the job's thread.
 */
final class JobPartitions {
  private final JobSettings settings;
  private final JobVoice voice;
  private final BiFunction<Integer, @Nullable Reply<Integer>, JobCommand> retaken;

  /**
   * @param retaken what the job tells itself when a partition has answered a retake, or did not
   */
  JobPartitions(
      JobSettings settings,
      JobVoice voice,
      BiFunction<Integer, @Nullable Reply<Integer>, JobCommand> retaken) {
    this.settings = settings;
    this.voice = voice;
    this.retaken = retaken;
  }

  Act reported(Job job, JobMoment now, PartitionReport report, long nanos) {
    switch (report) {
      case PartitionReport.Held(int p) -> now.crew.heardHeld(p);
      case PartitionReport.Cancelling(int p) -> now.crew.heardCancelling(p);
      case PartitionReport.Progress progress ->
          voice.tell(job, now.crew.heard(job, progress), now.abort);
    }
    var round = now.round;
    if (round != null) {
      round.see(job, now.crew);
      voice.tell(job, now.crew.follow(job), now.abort);
      retakeMore(job, round);
      if (round.done()) {
        return endRetry(job, now, round);
      }
    }
    return dueIn(job, now, nanos) == 0 ? gather(now, nanos) : Act.NONE;
  }

  /**
   * How long what partitions reported may wait to be written, in nanoseconds; -1 where there is
   * nothing. What ends the job does not wait.
   */
  long dueIn(Job job, JobMoment now, long nanos) {
    var news = now.crew.news();
    boolean retrying = job.retry() != null && job.state().terminal();
    if (news.isEmpty() || retrying) {
      return -1;
    }
    boolean closed = job.sealed() || job.state() == JobState.CANCELLING;
    if (closed && job.endedAfter(news) >= job.facts().lines()) {
      return 0;
    }
    return Math.max(0, settings.progressInterval().toNanos() - (nanos - now.gatheredAt));
  }

  /** The wait is over. */
  Act flush(Job job, JobMoment now, long nanos) {
    return dueIn(job, now, nanos) < 0 ? Act.NONE : gather(now, nanos);
  }

  private static Act gather(JobMoment now, long nanos) {
    now.gatheredAt = nanos;
    return Act.of(new JobVerb.Gather(now.crew.takeNews()));
  }

  /**
   * @param listed the directory shall know the job as active before any run is taken up
   */
  Act retry(Job job, JobMoment now, JobCommand.Retry retry, Runnable listed) {
    var verb =
        new JobVerb.Retry(
            retry.line(),
            retry.classes(),
            retry.fromStart(),
            retry.fromStep(),
            retry.cancelledToo());
    return new Act(
        verb,
        JobClients.refuse(retry.replyTo()),
        () -> {
          if (job.retry() == null) {
            retry.replyTo().tell(Reply.ok(0L));
          } else {
            now.retryAsker = retry.replyTo();
            listed.run();
          }
        });
  }

  /** The directory has it: a retry that was written may begin. */
  void beginRetry(Job job, JobMoment now) {
    var retry = job.retry();
    if (retry != null && now.round == null) {
      var round = new RetryRound(job, retry, settings.stopWindow());
      now.round = round;
      retakeMore(job, round);
    }
  }

  private void retakeMore(Job job, RetryRound round) {
    for (int p : round.next()) {
      retake(job, round, p);
    }
  }

  private void retake(Job job, RetryRound round, int p) {
    var what = round.retaking(job, p);
    voice.<Integer>ask(
        job,
        p,
        to -> new PartitionCommand.Retake(JobVoice.assignment(job, p), what, to),
        reply -> retaken.apply(p, reply));
  }

  /**
   * @param reply null where none came in time; then it is asked again
   */
  void retaken(Job job, JobMoment now, int p, @Nullable Reply<Integer> reply) {
    var round = now.round;
    if (round == null) {
      return;
    }
    if (reply == null) {
      retake(job, round, p);
      return;
    }
    int runs = 0;
    if (reply instanceof Reply.Ok<Integer>(var many)) {
      runs = many;
    } else if (reply instanceof Reply.Refused<Integer>(var why)) {
      now.retryRefusal = why;
    }
    if (round.retaken(p, runs)) {
      voice.tell(job, List.of(now.crew.survey(job, p)), now.abort);
    }
  }

  private Act endRetry(Job job, JobMoment now, RetryRound round) {
    var asker = now.retryAsker;
    var refusal = now.retryRefusal;
    var retry = job.retry();
    boolean one = retry != null && retry.line() != null;
    now.round = null;
    now.retryAsker = null;
    now.retryRefusal = null;
    return new Act(
        new JobVerb.RetryDone(round.lines(), now.crew.takeNews()),
        why -> {},
        () -> {
          if (asker != null) {
            asker.tell(
                one && round.lines() == 0
                    ? Reply.refused(refusal != null ? refusal : notEnded(job))
                    : Reply.ok(round.lines()));
          }
        });
  }

  /** A partition that is not at work is counted anew when it is its turn; until then it rests. */
  void cancelRun(Job job, JobCommand.CancelRun cancel) {
    int p = job.facts().partitionOf(cancel.line());
    if (p < 0) {
      cancel.replyTo().tell(Reply.refused(JobClients.noLine(job, cancel.line())));
      return;
    }
    int run = (int) (cancel.line() - job.facts().firstLine(p));
    var assignment = JobVoice.assignment(job, p);
    voice.partition(
        job, p, new PartitionCommand.CancelRun(assignment, run, cancel.abort(), cancel.replyTo()));
  }

  private static Refusal notEnded(Job job) {
    return Refusal.of(
        Refusal.Kind.NOT_TERMINAL,
        "the run of "
            + job.id()
            + " has not ended, ended well, or can never run: there is nothing to take up");
  }
}
