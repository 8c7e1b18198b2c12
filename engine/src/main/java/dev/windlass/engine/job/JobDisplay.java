package dev.windlass.engine.job;

import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.JobView.Pace;

/**
 * What is shown of a job. Its version grows with every change that a client can see: with each
 * event, and between two events with each change of how many lines are running, which is shown only
 * when {@link #refresh} takes it over.
 */
final class JobDisplay {
  private static final int TICK_BITS = 20;

  private final PaceMeter meter = new PaceMeter();
  private long running;
  private long ticks;
  private long changes = -1;

  /** Takes over how many lines are running now. */
  void refresh(Job job, Crew crew, long nanos) {
    long now = running(job, crew);
    if (job.changes() != changes) {
      changes = job.changes();
      ticks = 0;
    } else if (now != running) {
      ticks++;
    }
    running = now;
    meter.mark(nanos, job.facts().ended());
  }

  private static long running(Job job, Crew crew) {
    if (job.state().terminal()) {
      return 0;
    }
    long calling = 0;
    for (var standing : crew.standings()) {
      int open = job.facts().unfinished(standing.partition());
      calling += Math.min(open, standing.calling());
    }
    return calling;
  }

  long version(Job job) {
    return (job.changes() << TICK_BITS) | (job.changes() == changes ? ticks : 0);
  }

  JobView view(Job job, Crew crew, long nanos) {
    var made = job.created();
    var counts = job.counts(running);
    long open = counts.accepted() - counts.ended();
    var pace =
        job.state().terminal()
            ? Pace.UNKNOWN
            : meter.pace(nanos, counts.ended(), open, crew.standings());
    return new JobView(
        job.id(),
        made.tenant(),
        made.name(),
        made.chainReference(),
        job.state(),
        job.state() == JobState.PAUSED ? job.reason() : null,
        job.sealed(),
        counts.accepted(),
        job.facts().rejected(),
        counts,
        made.labels(),
        made.priority(),
        made.weight(),
        job.facts().usage(),
        pace,
        made.at(),
        job.sealedAt(),
        job.endedAt(),
        version(job));
  }
}
