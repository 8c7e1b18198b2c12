package dev.windlass.workers.limits;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rate of a limit that nobody configured and no header tells, from refusals alone.
 *
 * <p>While nothing is refused there is no figure. A refusal means that the provider's bucket was
 * empty at that moment. So between two refusals as much got through as flowed into the bucket, or
 * less if it was full in between: what got through, divided by the time, is the limit's rate or a
 * little below it. Where too little lies between two refusals to count, the rate is cut to 7/10.
 *
 * <p>After a refusal the rate is a tenth below what was found, climbs back within ten seconds to
 * just below it, stays there, and then grows with the third power of the time, so that a limit that
 * was raised is found within a minute or so: the shape of TCP's CUBIC (RFC 9438). The stay doubles
 * each time the limit is found in the same place again. Only time in which the rate is used counts,
 * and where calls are rare a second counts as a tenth of one and less, because each look at the
 * limit costs about one refusal.
 *
 * <p>Counts one quantity, calls or tokens, of all nodes together. Times are nanoseconds of the
 * owner's monotonic clock. Not thread-safe.
 */
final class RateSearch {
  private static final double SECOND = 1e9;
  private static final double CUT = 0.7;
  private static final double BACK = 0.93;
  private static final double NEAR = 1.0;
  private static final double RESUMED = 0.85;
  private static final double CLIMB = 10;
  private static final double GROWTH = 4e-5;
  private static final double FIRST_STAY = 5;
  private static final double LONGEST_STAY = 40;

  /** Found this near to what was known, the limit is the same; a little of it is doubted. */
  private static final double SAME = 0.1;

  private static final double FORGET = 0.98;
  private static final double LEAST_SPAN = 0.5 * SECOND;

  /** Counts that say something: with fewer, one more or less is more than a tenth. */
  private static final double LEAST_COUNT = 10;

  private static final int MOST_MARKS = 16;

  /** So much had got through by then. */
  private record Mark(long at, double passed) {}

  private final Deque<Mark> refusals = new ArrayDeque<>();
  private final Deque<Mark> lately = new ArrayDeque<>();
  private double size = 1;
  private double known;
  private double from;
  private double stay = FIRST_STAY;
  private double busy;
  private long cutAt;
  private Mark seen = new Mark(0, 0);
  private boolean begun;

  /** Whether there is a figure. */
  boolean hasFigure() {
    return known > 0;
  }

  /** What may go in a second; only of use where there {@link #hasFigure() is} a figure. */
  double perSecond() {
    double top = NEAR * known;
    if (busy < CLIMB) {
      return from + (top - from) * busy / CLIMB;
    }
    double beyond = Math.max(0, busy - CLIMB - stay);
    return top + known * GROWTH * beyond * beyond * beyond;
  }

  /** What the limit is thought to be, in a second; 0 for unknown. */
  double known() {
    return known;
  }

  /** An earlier process knew this rate; it begins a little below and goes on from there. */
  void resume(double perSecond) {
    known = perSecond;
    from = RESUMED * perSecond;
    busy = 0;
  }

  /** What one call takes, on average. */
  void callsTake(double size) {
    this.size = Math.max(1e-9, size);
  }

  /**
   * So much has got through in all, as far as is known: it may turn out a little less when the
   * calls on the wire are refused.
   */
  void passed(double passed, long now) {
    if (!begun) {
      begun = true;
      seen = new Mark(now, passed);
      lately.add(seen);
      return;
    }
    double time = now - seen.at();
    double rate = known > 0 ? perSecond() : 0;
    boolean enough = rate * time >= 5 * size * SECOND && time >= 0.3 * SECOND;
    if (!enough && time < (known > 0 ? 60 : 0.2) * SECOND) {
      return;
    }
    if (known > 0 && (passed - seen.passed()) * SECOND >= 0.85 * rate * time) {
      double calls = known / size;
      busy += time / SECOND / Math.clamp(10 / calls, 1.0, 20.0);
    }
    seen = new Mark(now, passed);
    lately.add(seen);
    // the last mark that is older than a second is where the goodput of late begins
    while (lately.size() > 2 && now - second(lately).at() >= SECOND) {
      lately.removeFirst();
    }
  }

  private static Mark second(Deque<Mark> marks) {
    var each = marks.iterator();
    each.next();
    return each.next();
  }

  /**
   * A call was refused.
   *
   * @param passed what had got through by then
   * @param at then: when the call started, or where that was not counted, now
   * @param startedAt when the call started
   * @param news how long a new figure needs to reach all nodes; calls that started before may be
   *     refused without telling anything new
   * @return whether the figure is another one now
   */
  boolean refused(double passed, long at, long startedAt, long news, long now) {
    if (known > 0 && !refusals.isEmpty() && startedAt - cutAt - news < 0) {
      return false;
    }
    var here = new Mark(at, passed);
    if (known <= 0) {
      known = goodput(here);
      from = CUT * known;
    } else {
      double rate = perSecond();
      var since = countedSince(here, rate);
      if (since == null) {
        known = rate * (1 + CUT) / 2;
        from = CUT * rate;
        stay = FIRST_STAY;
      } else {
        double found = (passed - since.passed()) * SECOND / (at - since.at());
        found = Math.clamp(found, CUT * rate, rate);
        boolean same = Math.abs(found / known - 1) < SAME;
        stay = same ? Math.min(LONGEST_STAY, 2 * stay) : FIRST_STAY;
        // what got through is never more than the limit, and less where a pause let the bucket fill
        known = same ? Math.max(found, FORGET * known) : found;
        from = BACK * known;
      }
    }
    busy = 0;
    cutAt = now;
    refusals.addLast(here);
    if (refusals.size() > MOST_MARKS) {
      refusals.removeFirst();
    }
    return true;
  }

  private double goodput(Mark here) {
    var since = lately.isEmpty() ? here : lately.getFirst();
    double time = Math.max(0.2 * SECOND, (double) (here.at() - since.at()));
    return Math.max(size, here.passed() - since.passed()) * SECOND / time;
  }

  /**
   * The last refusal, or when that was just now, the first of a series of them: a refusal before
   * the series belongs to another time.
   */
  private @Nullable Mark countedSince(Mark here, double rate) {
    double least = Math.max(LEAST_SPAN, LEAST_COUNT * size / rate * SECOND);
    for (var each = refusals.descendingIterator(); each.hasNext(); ) {
      var mark = each.next();
      double span = here.at() - mark.at();
      if (span >= least) {
        return mark.equals(refusals.peekLast()) || span < 4 * least ? mark : null;
      }
    }
    return null;
  }
}
