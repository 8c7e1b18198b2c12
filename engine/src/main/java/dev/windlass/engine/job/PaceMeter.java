package dev.windlass.engine.job;

import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.protocol.JobView.Pace;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How fast a job goes and why no faster. The rate is that of the last half minute; the expected end
 * divides what is open by it. The band around it comes from the fastest and the slowest third of
 * that half minute, so it is wide where the pace varies. Pure; forgotten at a restart.
 */
final class PaceMeter {
  private static final long SECOND = 1_000_000_000L;
  private static final long WINDOW = 30 * SECOND;
  private static final long PART = 10 * SECOND;
  private static final long LEAST = SECOND / 2;

  private record Mark(long nanos, long ended) {}

  private final Deque<Mark> marks = new ArrayDeque<>();

  /**
   * Marks the count of ended lines; at most one mark a half second is kept.
   *
   * @param nanos a monotonic clock
   */
  void mark(long nanos, long ended) {
    var last = marks.peekLast();
    if (last != null && (nanos - last.nanos < LEAST || ended < last.ended)) {
      if (ended < last.ended) {
        marks.clear(); // lines were taken up again
        marks.addLast(new Mark(nanos, ended));
      }
      return;
    }
    marks.addLast(new Mark(nanos, ended));
    while (marks.size() > 2 && nanos - marks.getFirst().nanos > WINDOW) {
      marks.removeFirst();
    }
  }

  /**
   * @param open lines that have not ended
   * @param standings what the partitions at work said last
   */
  Pace pace(long nanos, long ended, long open, Collection<Progress> standings) {
    var waiting = new TreeMap<String, Long>();
    long most = -1;
    double used = 0;
    @Nullable String limit = null;
    for (var standing : standings) {
      long held = 0;
      for (var reason : standing.waiting().entrySet()) {
        waiting.merge(reason.getKey().wireName(), reason.getValue(), Long::sum);
        held += reason.getValue();
      }
      if (standing.limitedBy() != null && held > most) {
        most = held;
        limit = standing.limitedBy();
        used = standing.limitUsed();
      }
    }
    double rate = rate(nanos, ended);
    double fast = rate;
    double slow = rate;
    Mark from = null;
    for (var mark : marks) {
      if (from == null) {
        from = mark;
      } else if (mark.nanos - from.nanos >= PART) {
        double part = perSecond(from, mark);
        fast = Math.max(fast, part);
        slow = Math.min(slow, part);
        from = mark;
      }
    }
    return new Pace(
        rate, eta(open, rate), eta(open, fast), eta(open, slow), limit, used, Map.copyOf(waiting));
  }

  private double rate(long nanos, long ended) {
    var first = marks.peekFirst();
    return first == null || nanos - first.nanos < LEAST
        ? 0
        : perSecond(first, new Mark(nanos, Math.max(ended, first.ended)));
  }

  private static double perSecond(Mark from, Mark to) {
    return (to.ended - from.ended) * (double) SECOND / (to.nanos - from.nanos);
  }

  private static long eta(long open, double rate) {
    if (open == 0) {
      return 0;
    }
    return rate <= 0 ? -1 : Math.round(open / rate * 1_000);
  }
}
