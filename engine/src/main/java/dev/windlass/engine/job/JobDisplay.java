package dev.windlass.engine.job;

import dev.windlass.engine.chain.Grid;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.JobView.Pace;
import dev.windlass.engine.protocol.WaitReason;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a job. Its version grows with every change that a client can see: with each
 * event, and between two events with each change of how many lines are running, which is shown only
 * when {@link #refresh} takes it over.
 */
final class JobDisplay {
  private static final int TICK_BITS = 20;

  private final PaceMeter meter = new PaceMeter();
  private final Since since = new Since();
  private @Nullable JobState state;
  private long running;
  private long ticks;
  private long changes = -1;

  /**
   * Takes over how many lines are running now.
   *
   * @param nanos a monotonic clock
   */
  void refresh(Job job, Crew crew, long nanos, Instant at) {
    long now = running(job, crew);
    if (job.changes() != changes) {
      changes = job.changes();
      ticks = 0;
    } else if (now != running) {
      ticks++;
    }
    running = now;
    if (job.state() != state) {
      state = job.state();
      meter.forget(); // a pace from before a pause says nothing of the one after
    }
    meter.mark(nanos, job.facts().ended(), crew.steps().added());
    since.see(waits(job, crew).main(), at);
  }

  private WaitCount waits(Job job, Crew crew) {
    return WaitCount.of(job, crew.standings(), running);
  }

  private static long running(Job job, Crew crew) {
    if (job.state().terminal()) {
      return 0;
    }
    long calling = 0;
    for (var report : crew.standings()) {
      int open = job.facts().unfinished(report.partition());
      calling += Math.min(open, report.standing().calling());
    }
    return calling;
  }

  long version(Job job) {
    return (job.changes() << TICK_BITS) | (job.changes() == changes ? ticks : 0);
  }

  JobView view(Job job, Crew crew, long nanos, Instant at) {
    var made = job.created();
    var counts = job.counts(running);
    int runsPerLine = Grid.runsPerLine(made.chain());
    return new JobView(
        job.id(),
        made.tenant(),
        made.name(),
        made.chainReference(),
        job.state(),
        job.state() == JobState.PAUSED ? job.reason() : null,
        job.sealed(),
        counts.accepted() / runsPerLine,
        job.facts().rejected() / runsPerLine,
        counts,
        made.labels(),
        made.priority(),
        made.weight(),
        job.facts().usage(),
        job.state().terminal() ? Pace.UNKNOWN : pace(job, crew, nanos, at),
        made.at(),
        job.sealedAt(),
        job.endedAt(),
        version(job));
  }

  private Pace pace(Job job, Crew crew, long nanos, Instant at) {
    var waits = waits(job, crew);
    since.see(waits.main(), at);
    var eta = eta(job, crew, waits, nanos);
    var binding = waits.main() == WaitReason.CALLING ? null : waits.binding();
    return new Pace(
        meter.linesPerSecond(nanos, job.facts().ended()),
        eta.mid(),
        eta.low(),
        eta.high(),
        binding == null ? null : binding.limitedBy(),
        binding == null ? 0 : binding.limitUsed(),
        wireNames(waits.lines()),
        since.reason() == null ? null : since.reason().wireName(),
        job.state() == JobState.PAUSED ? pausedAt(job) : since.since());
  }

  /**
   * A job that stands still for somebody or something, or still takes lines, has no end in sight.
   */
  private PaceMeter.Eta eta(Job job, Crew crew, WaitCount waits, long nanos) {
    var main = waits.main();
    if (main == null) {
      return job.sealed() ? PaceMeter.Eta.NOW : PaceMeter.Eta.NONE;
    }
    if (job.state() != JobState.RUNNING || main.isStandstill() || !job.sealed()) {
      return PaceMeter.Eta.NONE;
    }
    var steps = crew.steps();
    var binding = waits.binding();
    double flow = 0;
    int sharers = 1;
    if (main.ofRate() && binding != null) {
      flow = binding.flow() / steps.callsAStep();
      sharers = binding.sharers();
    }
    return meter.eta(
        nanos,
        new PaceMeter.Ahead(
            steps.ahead(job.facts().lines() - job.facts().ended()),
            steps.doubt(),
            steps.aLine(),
            running,
            flow,
            sharers));
  }

  private static @Nullable Instant pausedAt(Job job) {
    Instant at = null;
    for (var note : job.notes()) {
      at = note.to() == JobState.PAUSED ? note.at() : at;
    }
    return at;
  }

  private static Map<String, Long> wireNames(Map<WaitReason, Long> lines) {
    var named = new TreeMap<String, Long>();
    lines.forEach((reason, n) -> named.put(reason.wireName(), n));
    return named;
  }
}
