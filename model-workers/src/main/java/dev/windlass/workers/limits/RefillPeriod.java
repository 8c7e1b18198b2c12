package dev.windlass.workers.limits;

/**
 * For how long a time a limit is, found out from how its bucket fills.
 *
 * <p>Headers say what a bucket holds, what is missing, and when it is full again. So the time is
 * {@code limit x reset / missing}. The number missing is rounded and the reset is written to a few
 * digits, so each reading only gives an interval; all readings hold at once, so the truth is where
 * the intervals meet: those with much missing make it narrow, the others hardly matter. (Estimation
 * with bounded errors: Milanese and Vicino, 1991.) A time that providers use, a minute for example,
 * is taken when it alone is possible; else what was derived is taken as it is, once it is known to
 * an eighth.
 *
 * <p>A reading that contradicts the others may be noise. Two in a row that say the refill is slower
 * are believed, five that say it is faster; a refusal that says it is slower needs no second. Not
 * thread-safe.
 */
final class RefillPeriod {
  private static final double[] USUAL = {1, 10, 60, 3600, 86_400};

  /** What is beyond rounding, such as two numbers of a busy server read one after the other. */
  private static final double NOISE = 0.01;

  /** So much each reading widens what was known, so that it is forgotten in the end. */
  private static final double FADES = 0.0005;

  private static final double SNAPS = 2;
  private static final double KNOWN = 1.25;
  private static final double LONGEST_DERIVED = 3600;
  private static final double SLOW_END = 0.8;

  /** Beyond this no other usual time than the day is left. */
  private static final double MUST_BE_A_DAY = 7200;

  private static final int SLOWER = 2;
  private static final int FASTER = 5;

  private double low;
  private double high = Double.POSITIVE_INFINITY;
  private double otherLow;
  private double otherHigh;
  private int others;
  private boolean othersSlower;
  private double period;

  /** Learns from a reading; one without a limit, what is missing and a reset says nothing. */
  void heard(Reading reading, boolean refused) {
    double missing = reading.limit() - reading.remaining();
    if (reading.limit() <= 0 || reading.remaining() < 0 || missing <= 0) {
      return;
    }
    if (reading.resetNanos() <= 0) {
      return;
    }
    double least = Math.max(0, reading.resetNanos() - reading.resolutionNanos()) / 1e9;
    double most = (reading.resetNanos() + reading.resolutionNanos()) / 1e9;
    if (reading.window()) {
      // all of it comes back within the window, so the window is no shorter than what is left of it
      believe(least * (1 - NOISE), Double.POSITIVE_INFINITY, refused);
      return;
    }
    double surely = missing - reading.rounding();
    // a whole number that is left was rounded down or to the nearest, so that less is missing
    double atMost = missing + (reading.rounding() <= 1 ? 0.5 : reading.rounding());
    believe(
        reading.limit() * least / atMost * (1 - NOISE),
        surely <= 0 ? Double.POSITIVE_INFINITY : reading.limit() * most / surely * (1 + NOISE),
        refused);
  }

  private void believe(double from, double to, boolean refused) {
    low *= 1 - FADES;
    high *= 1 + FADES;
    if (from <= high && to >= low) {
      low = Math.max(low, from);
      high = Math.min(high, to);
      others = 0;
    } else {
      contradict(from, to, from > high, refused);
    }
    settle();
  }

  private void contradict(double from, double to, boolean slower, boolean refused) {
    if (others > 0 && othersSlower == slower && from <= otherHigh && to >= otherLow) {
      others++;
      otherLow = Math.max(otherLow, from);
      otherHigh = Math.min(otherHigh, to);
    } else {
      others = 1;
      othersSlower = slower;
      otherLow = from;
      otherHigh = to;
    }
    if (others >= (slower ? refused ? 1 : SLOWER : FASTER)) {
      low = otherLow;
      high = otherHigh;
      others = 0;
    }
  }

  private void settle() {
    double usual = usual();
    if (usual > 0 && (high <= SNAPS * low || low > MUST_BE_A_DAY)) {
      period = usual;
    } else if (high <= KNOWN * low && high <= LONGEST_DERIVED) {
      // what is left is rounded down as a rule, so the truth is near the slow end; and a rate that
      // is a hair too high meets refusals, one that is too low does not
      double middle = Math.pow(low, 1 - SLOW_END) * Math.pow(high, SLOW_END);
      // the last hundredth would be a new figure at each reading
      if (Math.abs(middle - period) > 0.01 * period) {
        period = middle;
      }
    } else if (period > 0) {
      period = Math.min(Math.max(period, low), high);
    }
  }

  /** The only usual time that is possible, or 0. */
  private double usual() {
    double found = 0;
    for (double one : USUAL) {
      if (one >= low && one <= high) {
        if (found > 0) {
          return 0;
        }
        found = one;
      }
    }
    return found;
  }

  /** In seconds; 0 while it is not known. */
  double seconds() {
    return period;
  }

  /** Whether it may be so many seconds, as far as is known. */
  boolean mayBe(double seconds) {
    return seconds >= low && seconds <= high;
  }
}
