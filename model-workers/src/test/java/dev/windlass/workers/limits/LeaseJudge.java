package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.List;

/**
 * The provider's side of a limit whose figures change: a bucket as large as the limit's, one call,
 * and the few milliseconds of a quick rate that gates allow for late timers; the promise about
 * sliding windows has a tenth of a second for these and the journey. What was in force counts for a
 * while after it was lowered. A call that does not fit is one too many in some window.
 */
final class LeaseJudge {
  private static final double SECOND = 1e9;
  private static final double LATE_SECONDS = 0.005;

  private record Figures(long at, double perSecond, double burst, int slots) {}

  private final List<Figures> timeline = new ArrayList<>();
  private final long grace;
  private double level;
  private long filledAt;
  private int calls;

  LeaseJudge(double perSecond, double burst, int slots, long grace) {
    this.grace = grace;
    changed(0, perSecond, burst, slots);
    level = burst + 1;
  }

  void changed(long at, double perSecond, double burst, int slots) {
    timeline.add(new Figures(at, perSecond, burst, slots));
  }

  int calls() {
    return calls;
  }

  /** A call comes, of this size against the burst. */
  void call(double size, int inFlight, long now) {
    calls++;
    if (highest(f -> f.perSecond() > 0 ? 1 : 0, now) > 0) {
      fill(now);
      level -= size;
      if (level < -1e-6 * Math.max(1, size)) {
        throw new AssertionError(
            "a call too many at "
                + now / SECOND
                + " s: "
                + -level
                + " beyond the limit, which is "
                + timeline);
      }
    }
    double slots = highest(Figures::slots, now);
    if (inFlight > slots) {
      throw new AssertionError(
          inFlight + " calls in flight at " + now / SECOND + " s, at most " + slots);
    }
  }

  /** Between two changes of what counts the bucket fills evenly. */
  private void fill(long now) {
    while (filledAt < now) {
      long next = now;
      for (var each : timeline) {
        next = later(each.at(), next);
        next = later(each.at() + grace + 1, next);
      }
      double perSecond = highest(Figures::perSecond, filledAt);
      double most = room(filledAt);
      level = Math.min(most, level + perSecond * (next - filledAt) / SECOND);
      filledAt = next;
    }
    level = Math.min(level, room(now));
  }

  private double room(long now) {
    return highest(Figures::burst, now) + 1 + LATE_SECONDS * highest(Figures::perSecond, now);
  }

  private long later(long at, long next) {
    return at > filledAt ? Math.min(at, next) : next;
  }

  private interface Figure {
    double of(Figures figures);
  }

  /** The highest that was in force within the grace before. */
  private double highest(Figure figure, long now) {
    double highest = 0;
    for (int i = 0; i < timeline.size() && timeline.get(i).at() <= now; i++) {
      long until = i + 1 < timeline.size() ? timeline.get(i + 1).at() : Long.MAX_VALUE;
      if (until == Long.MAX_VALUE || now - until <= grace) {
        highest = Math.max(highest, figure.of(timeline.get(i)));
      }
    }
    return highest;
  }
}
