package dev.windlass.engine.job;

import static dev.windlass.engine.protocol.JobState.CANCELLED;
import static dev.windlass.engine.protocol.JobState.CANCELLING;
import static dev.windlass.engine.protocol.JobState.COMPLETED;
import static dev.windlass.engine.protocol.JobState.EXPIRED;
import static dev.windlass.engine.protocol.JobState.PAUSED;
import static dev.windlass.engine.protocol.JobState.RECEIVING;
import static dev.windlass.engine.protocol.JobState.REJECTED;
import static dev.windlass.engine.protocol.JobState.RUNNING;
import static dev.windlass.engine.protocol.Refusal.Kind.INVALID_REQUEST;
import static dev.windlass.engine.protocol.Refusal.Kind.JOB_SEALED;
import static dev.windlass.engine.protocol.Refusal.Kind.NOT_FOUND;
import static dev.windlass.engine.protocol.Refusal.Kind.NOT_TERMINAL;
import static dev.windlass.engine.protocol.Refusal.Kind.WRONG_STATE;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.job.Job.Decision;
import dev.windlass.engine.job.JobChange.Advance;
import dev.windlass.engine.job.JobChange.LinesRecorded;
import dev.windlass.engine.job.JobChange.Progressed;
import dev.windlass.engine.job.JobChange.Reopened;
import dev.windlass.engine.job.JobChange.RetryStarted;
import dev.windlass.engine.job.JobChange.Sealed;
import dev.windlass.engine.job.JobChange.StateChanged;
import dev.windlass.engine.job.JobChange.Steered;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from what a job is told: the life cycle as one table. Repeating a verb changes
 * nothing and is no error; a verb that comes too late is refused. A job ends when it takes no more
 * lines, none of them is open, and no retry is under way; it is then written together with what
 * ended it.
 */
final class JobRules {
  static final String EXPIRED_REASON = "expired";

  private static final int MOST_LABELS = 16;

  private JobRules() {}

  static Decision decide(Job job, JobVerb verb, Instant now) {
    return switch (verb) {
      case JobVerb.Make(var what) -> job.exists() ? Decision.nothing() : write(what);
      case JobVerb.AddLines(var fill) -> record(job, fill, now);
      case JobVerb.Seal seal -> seal(job, now);
      case JobVerb.Reject reject -> reject(job, now);
      case JobVerb.Pause(var by) ->
          switch (job.state()) {
            case RUNNING, RECEIVING -> write(new StateChanged(PAUSED, by, now));
            case PAUSED -> Decision.nothing();
            default -> tooLate(job, "paused");
          };
      case JobVerb.Resume resume ->
          switch (job.state()) {
            case PAUSED -> write(new StateChanged(job.sealed() ? RUNNING : RECEIVING, null, now));
            case RUNNING, RECEIVING -> Decision.nothing();
            default -> tooLate(job, "resumed");
          };
      case JobVerb.Cancel cancel ->
          switch (job.state()) {
            case COMPLETED, EXPIRED, REJECTED -> tooLate(job, "cancelled");
            case CANCELLING, CANCELLED -> Decision.nothing();
            default -> stop(job, null, now);
          };
      case JobVerb.Expire(var after) ->
          job.takesLines() && !now.isBefore(job.touchedAt().plus(after))
              ? stop(job, EXPIRED_REASON, now)
              : Decision.nothing();
      case JobVerb.Steer(var patch) -> steer(job, patch, now);
      case JobVerb.Gather(var advances) -> gather(job, advances, now);
      case JobVerb.Retry retry -> retry(job, retry, now);
      case JobVerb.RetryDone done -> retryDone(job, done, now);
    };
  }

  private static Decision record(Job job, PartitionFill fill, Instant now) {
    if (!job.takesLines()) {
      return Decision.refuse(noMoreLines(job));
    }
    var facts = job.facts();
    int p = fill.partition();
    boolean next = p == facts.size() && fill.firstLine() == facts.lines() + 1;
    boolean grows =
        p == facts.size() - 1
            && fill.firstLine() == facts.firstLine(p)
            && fill.lines() >= facts.lines(p);
    if (grows && fill.lines() == facts.lines(p)) {
      return Decision.nothing();
    }
    if (!next && !grows) {
      return Decision.refuse(
          Refusal.of(
                  WRONG_STATE,
                  "these lines do not follow the "
                      + facts.lines()
                      + " that are accepted; ask how many are, and send what comes after them")
              .with("accepted_lines", facts.lines()));
    }
    return write(
        new LinesRecorded(p, fill.firstLine(), fill.lines(), fill.rejected(), fill.bytes(), now));
  }

  private static Decision seal(Job job, Instant now) {
    if (job.sealed()) {
      return Decision.nothing();
    }
    if (!job.takesLines()) {
      return tooLate(job, "sealed");
    }
    var events = new ArrayList<JobChange>();
    events.add(new Sealed(now));
    var state = job.state();
    if (state == RECEIVING) {
      state = RUNNING;
      events.add(new StateChanged(RUNNING, null, now));
    }
    end(job, state, true, job.facts().ended(), now, events);
    return Decision.write(events);
  }

  private static Decision reject(Job job, Instant now) {
    if (job.state() == REJECTED) {
      return Decision.nothing();
    }
    return job.takesLines()
        ? write(new StateChanged(REJECTED, null, now))
        : tooLate(job, "rejected");
  }

  /** It takes no more lines, and those that have not ended are cancelled. */
  private static Decision stop(Job job, @Nullable String reason, Instant now) {
    var events = new ArrayList<JobChange>();
    if (!job.sealed()) {
      events.add(new Sealed(now));
    }
    events.add(new StateChanged(CANCELLING, reason, now));
    if (job.retry() == null && job.facts().ended() >= job.facts().lines()) {
      events.add(new StateChanged(reason == null ? CANCELLED : EXPIRED, reason, now));
    }
    return Decision.write(events);
  }

  private static Decision steer(Job job, JobPatch patch, Instant now) {
    if (job.state().terminal()) {
      return tooLate(job, "changed");
    }
    var made = job.created();
    int priority = patch.priority() == null ? made.priority() : patch.priority();
    double weight = patch.weight() == null ? made.weight() : patch.weight();
    var labels = patch.applied(made.labels());
    if (labels.size() > MOST_LABELS) {
      return refuse(
          INVALID_REQUEST,
          job.id() + " would have " + labels.size() + " labels; a job has at most " + MOST_LABELS);
    }
    return priority == made.priority() && weight == made.weight() && labels.equals(made.labels())
        ? Decision.nothing()
        : write(new Steered(priority, weight, labels, now));
  }

  private static Decision gather(Job job, List<Advance> advances, Instant now) {
    var events = new ArrayList<JobChange>();
    if (!advances.isEmpty()) {
      events.add(new Progressed(List.copyOf(advances), now));
    }
    end(job, job.state(), job.retry() == null, job.endedAfter(advances), now, events);
    return Decision.write(events);
  }

  private static Decision retry(Job job, JobVerb.Retry retry, Instant now) {
    if (job.retry() != null) {
      return refuse(WRONG_STATE, job.id() + " is being taken up again just now; ask again later");
    }
    if (job.state() == REJECTED || job.state() == CANCELLING) {
      return tooLate(job, "taken up again");
    }
    var line = retry.line();
    if (line == null) {
      if (!job.state().terminal()) {
        return refuse(
            NOT_TERMINAL,
            job.id()
                + " is "
                + job.state().wireName()
                + "; its failures can be retried at its end");
      }
      if (!concerned(job, retry.cancelledToo())) {
        return Decision.nothing();
      }
    } else if (job.facts().partitionOf(line) < 0) {
      return refuse(NOT_FOUND, job.id() + " has no line " + line);
    }
    return write(
        new RetryStarted(
            line, retry.classes(), retry.fromStart(), retry.fromStep(), retry.cancelledToo(), now));
  }

  private static boolean concerned(Job job, boolean cancelledToo) {
    return job.facts().failed() > 0 || (cancelledToo && job.facts().cancelled() > 0);
  }

  private static Decision retryDone(Job job, JobVerb.RetryDone done, Instant now) {
    var events = new ArrayList<JobChange>();
    if (!done.advances().isEmpty()) {
      events.add(new Progressed(List.copyOf(done.advances()), now));
    }
    events.add(new Reopened(done.lines(), now));
    var state = job.state();
    if (state.terminal() && done.lines() > 0) {
      state = RUNNING;
      events.add(new StateChanged(RUNNING, "retry", now));
    }
    end(job, state, true, job.endedAfter(done.advances()), now, events);
    return Decision.write(events);
  }

  /**
   * Adds the end where it has come.
   *
   * @param state it will be in
   * @param free whether no retry holds the end back
   */
  private static void end(
      Job job, JobState state, boolean free, long ended, Instant now, List<JobChange> events) {
    if (!free || ended < job.facts().lines()) {
      return;
    }
    boolean closed = job.sealed() || events.stream().anyMatch(Sealed.class::isInstance);
    if ((state == RUNNING || state == PAUSED) && closed) {
      events.add(new StateChanged(COMPLETED, null, now));
    } else if (state == CANCELLING) {
      boolean expired = EXPIRED_REASON.equals(job.reason());
      events.add(new StateChanged(expired ? EXPIRED : CANCELLED, job.reason(), now));
    }
  }

  /** Why a job that takes no more lines refuses them. */
  static Refusal noMoreLines(Job job) {
    return job.sealed()
        ? Refusal.of(
            JOB_SEALED,
            job.id()
                + " was sealed at "
                + job.sealedAt()
                + " with "
                + job.facts().lines()
                + " lines. Start a new job to add more.")
        : Refusal.of(
            WRONG_STATE, job.id() + " is " + job.state().wireName() + " and takes no more lines");
  }

  private static Decision tooLate(Job job, String verb) {
    return refuse(
        WRONG_STATE,
        job.id() + " is " + job.state().wireName() + " and cannot be " + verb + " any more");
  }

  private static Decision refuse(Refusal.Kind kind, String detail) {
    return Decision.refuse(Refusal.of(kind, detail));
  }

  private static Decision write(JobChange event) {
    return Decision.write(List.of(event));
  }
}
