package dev.windlass.engine.job;

import dev.windlass.engine.job.JobChange.Advance;
import dev.windlass.engine.job.JobChange.Created;
import dev.windlass.engine.job.JobChange.LinesRecorded;
import dev.windlass.engine.job.JobChange.Progressed;
import dev.windlass.engine.job.JobChange.Reopened;
import dev.windlass.engine.job.JobChange.RetryStarted;
import dev.windlass.engine.job.JobChange.Sealed;
import dev.windlass.engine.job.JobChange.StateChanged;
import dev.windlass.engine.job.JobChange.Steered;
import dev.windlass.engine.protocol.Counts;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Terms;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The life of one job, as the journal has it. Knows no clock, no actor, and nothing of the moment:
 * which partitions are at work just now is the {@link Crew}'s.
 *
 * <p>What it may be told and what follows is the business of {@link JobRules}. {@code apply}
 * changes it in place and checks nothing; it belongs to one thread.
 */
final class Job {
  /** State changes that are kept for watchers who come back; older ones get a snapshot. */
  private static final int NOTES = 64;

  /**
   * One change of state.
   *
   * @param change number of the event, from 1
   */
  record StateNote(long change, JobState from, JobState to, @Nullable String reason, Instant at) {}

  private final String id;
  private @Nullable Created created;
  private JobState state = JobState.RECEIVING;
  private @Nullable String reason;
  private @Nullable Instant sealedAt;
  private @Nullable Instant endedAt;
  private Instant touchedAt = Instant.EPOCH;
  private @Nullable RetryStarted retry;
  private long changes;
  private long lastProgress;
  private long steered;
  private final Deque<StateNote> notes = new ArrayDeque<>();
  private PartitionFacts facts = new PartitionFacts();

  Job(String id) {
    this.id = id;
  }

  /** Checks nothing: what was once decided is here only remembered. */
  Job apply(JobChange change) {
    changes++;
    switch (change) {
      case Created made -> {
        created = made;
        touchedAt = made.at();
      }
      case LinesRecorded recorded -> {
        facts.record(recorded);
        touchedAt = recorded.at();
        lastProgress = changes;
      }
      case Sealed sealed -> sealedAt = sealed.at();
      case Progressed progressed -> {
        progressed.advances().forEach(facts::advance);
        lastProgress = changes;
      }
      case StateChanged(var to, var why, var at) -> {
        notes.addLast(new StateNote(changes, state, to, why, at));
        if (notes.size() > NOTES) {
          notes.removeFirst();
        }
        state = to;
        reason = why;
        endedAt = to.terminal() ? at : null;
        touchedAt = at;
      }
      case Steered to -> {
        created = created().steered(to);
        steered = changes;
      }
      case RetryStarted started -> retry = started;
      case Reopened reopened -> retry = null;
    }
    return this;
  }

  String id() {
    return id;
  }

  boolean exists() {
    return created != null;
  }

  /** What it was made of; only where it {@link #exists()}. */
  Created created() {
    return Objects.requireNonNull(created, "no such job");
  }

  /** The number of the event that last gave it other terms, 0 for none. */
  long steered() {
    return steered;
  }

  /** Under which its steps stand. */
  Terms terms() {
    var made = created();
    return new Terms(made.priority(), made.weight(), made.concurrency(), steered);
  }

  JobState state() {
    return state;
  }

  /** Who or what brought the state about, or null. */
  @Nullable String reason() {
    return reason;
  }

  boolean sealed() {
    return sealedAt != null;
  }

  @Nullable Instant sealedAt() {
    return sealedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  /** When a line came last, or its state changed. */
  Instant touchedAt() {
    return touchedAt;
  }

  /** The retry under way, or null. */
  @Nullable RetryStarted retry() {
    return retry;
  }

  PartitionFacts facts() {
    return facts;
  }

  /** How many events it has had: the number of the last one. */
  long changes() {
    return changes;
  }

  /** The number of the last event that moved its counts. */
  long lastProgress() {
    return lastProgress;
  }

  /** The last changes of state, oldest first. */
  Iterable<StateNote> notes() {
    return notes;
  }

  /** Whether all changes of state after this event are among the {@link #notes}. */
  boolean remembersSince(long change) {
    return change <= changes && (notes.size() < NOTES || notes.getFirst().change() <= change + 1);
  }

  boolean takesLines() {
    return !sealed() && (state == JobState.RECEIVING || state == JobState.PAUSED);
  }

  /** Whether calls may be made before the seal. */
  boolean startsAtOnce() {
    return !created().startSealed() && !created().strict();
  }

  /**
   * @param running lines with a call in flight, as was last shown
   */
  Counts counts(long running) {
    if (state == JobState.REJECTED) { // none of it runs: the bad lines failed, the rest never began
      long good = facts.lines() - facts.rejected();
      return new Counts(facts.lines(), 0, 0, 0, facts.rejected(), good);
    }
    long open = Math.max(0, facts.lines() - facts.ended());
    long busy = Math.min(running, open);
    return new Counts(
        facts.lines(), open - busy, busy, facts.succeeded(), facts.failed(), facts.cancelled());
  }

  /** How many lines will have ended when these are counted. */
  long endedAfter(Iterable<Advance> advances) {
    long ended = facts.ended();
    for (var to : advances) {
      ended += to.succeeded() + to.failed() + to.cancelled() - facts.ended(to.partition());
    }
    return ended;
  }

  JobSnapshot snapshot() {
    return new JobSnapshot(
        created(),
        state,
        reason,
        sealedAt,
        endedAt,
        touchedAt,
        retry,
        changes,
        lastProgress,
        steered,
        new ArrayList<>(notes),
        facts.rows());
  }

  static Job of(String id, JobSnapshot kept) {
    var job = new Job(id);
    job.created = kept.created();
    job.state = kept.state();
    job.reason = kept.reason();
    job.sealedAt = kept.sealedAt();
    job.endedAt = kept.endedAt();
    job.touchedAt = kept.touchedAt();
    job.retry = kept.retry();
    job.changes = kept.changes();
    job.lastProgress = kept.lastProgress();
    job.steered = kept.steered();
    job.notes.addAll(kept.notes());
    job.facts = PartitionFacts.of(kept.partitions());
    return job;
  }

  /** Nothing to write, or these; or a refusal. */
  record Decision(List<JobChange> events, @Nullable Refusal refusal) {
    static Decision write(List<JobChange> events) {
      return new Decision(List.copyOf(events), null);
    }

    static Decision nothing() {
      return new Decision(List.of(), null);
    }

    static Decision refuse(Refusal why) {
      return new Decision(List.of(), why);
    }
  }
}
