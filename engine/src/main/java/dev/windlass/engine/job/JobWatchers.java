package dev.windlass.engine.job;

import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch a job: streams of events, and questions that wait for the next change. Event ids
 * are twice the number of the durable event they rest on; an end has one more, so that who has seen
 * the end is told apart from who saw only the state that led to it. Belongs to the job's thread.
 */
final class JobWatchers {
  private record Waiting(long version, long deadline, ActorRef<Reply<JobView>> replyTo) {}

  private final Set<ActorRef<JobEvent>> streams = new LinkedHashSet<>();
  private final List<Waiting> questions = new ArrayList<>();
  private long shownVersion;
  private long shownChange;

  boolean isEmpty() {
    return streams.isEmpty() && questions.isEmpty();
  }

  static boolean seenEnd(Job job, long after) {
    return job.state().terminal() && after >= endId(job) && after <= 2 * job.changes() + 1;
  }

  private static long endId(Job job) {
    long last = 1;
    for (var note : job.notes()) {
      last = note.change();
    }
    return 2 * last + 1;
  }

  /**
   * Brings a stream up to date, and keeps it unless the job has ended.
   *
   * @return whether it is a new one
   */
  boolean add(Job job, JobView now, @Nullable Long after, ActorRef<JobEvent> to, Instant at) {
    if (streams.contains(to)) {
      return false;
    }
    long id = 2 * job.changes();
    if (after == null || after < 0 || after > id + 1 || !job.remembersSince(after / 2)) {
      to.tell(new JobEvent.Snapshot(id, at, now));
    } else {
      for (var note : job.notes()) {
        if (2 * note.change() > after) {
          to.tell(stateChanged(note, now));
        }
      }
      if (2 * job.lastProgress() > after) {
        to.tell(new JobEvent.Progress(id, at, now));
      }
    }
    if (job.state().terminal()) {
      to.tell(new JobEvent.End(endId(job), at, now));
    } else {
      streams.add(to);
    }
    return true;
  }

  void remove(ActorRef<JobEvent> stream) {
    streams.remove(stream);
  }

  /** Answers at once where the client is behind what was last shown, else at the next change. */
  void ask(Job job, JobView now, long version, long deadline, ActorRef<Reply<JobView>> replyTo) {
    boolean behind = version != now.version() && version < shownVersion;
    boolean foreign = version > now.version();
    if (behind || foreign || job.state().terminal()) {
      replyTo.tell(Reply.ok(now));
    } else {
      questions.add(new Waiting(version, deadline, replyTo));
    }
  }

  /** Its state changed, perhaps more than once; all are told at once, and of each change. */
  void stateChanged(Job job, long sinceChange, JobView now, Instant at) {
    for (var note : job.notes()) {
      if (note.change() > sinceChange) {
        var event = stateChanged(note, now);
        streams.forEach(stream -> stream.tell(event));
      }
    }
    if (job.state().terminal()) {
      var end = new JobEvent.End(endId(job), at, now);
      streams.forEach(stream -> stream.tell(end));
      streams.clear();
    }
    answer(now, Long.MIN_VALUE);
    shownChange = job.changes();
  }

  /** Shows what has moved, at most twice a second by its caller's care. */
  void show(Job job, JobView now, Instant at, long nanos) {
    if (now.version() != shownVersion || shownChange != job.changes()) {
      var event = new JobEvent.Progress(2 * job.changes(), at, now);
      streams.forEach(stream -> stream.tell(event));
    }
    shownChange = job.changes();
    answer(now, nanos);
  }

  private void answer(JobView now, long nanos) {
    shownVersion = now.version();
    questions.removeIf(question -> {
      boolean over = nanos != Long.MIN_VALUE && nanos - question.deadline >= 0;
      if (!over && question.version == now.version()) {
        return false;
      }
      question.replyTo.tell(Reply.ok(now));
      return true;
    });
  }

  private static JobEvent stateChanged(Job.StateNote note, JobView now) {
    return new JobEvent.StateChanged(
        2 * note.change(), note.at(), in(note.to(), now), note.from(), note.reason());
  }

  /** The job as it is, in the state it had then. */
  private static JobView in(JobState state, JobView now) {
    return new JobView(
        now.id(),
        now.tenant(),
        now.name(),
        now.chain(),
        state,
        state == now.state() ? now.pausedBy() : null,
        now.sealed(),
        now.acceptedLines(),
        now.rejectedLines(),
        now.counts(),
        now.labels(),
        now.priority(),
        now.weight(),
        now.usage(),
        now.pace(),
        now.createdAt(),
        now.sealedAt(),
        now.endedAt(),
        now.version());
  }
}
