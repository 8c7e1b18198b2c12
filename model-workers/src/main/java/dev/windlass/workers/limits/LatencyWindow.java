package dev.windlass.workers.limits;

/**
 * The slowness of the calls since the calls in flight were last changed, and how many were in
 * flight. Long enough that chance is small against what is looked for. Not thread-safe.
 */
final class LatencyWindow {
  /** The standard error of the mean that is good enough, and the answers that are always enough. */
  private static final double ERROR = 0.05;

  private static final int PLENTY = 400;

  private double lately = 1;
  private double latency;
  private double sum;
  private double squares;
  private double calls;
  private int answers;
  private long since = Long.MIN_VALUE / 2;
  private long settledAt;
  private boolean onlyNew = true;

  /**
   * Begins anew.
   *
   * @param changed whether another number of calls is in flight from now on; then the answers of
   *     the next two latencies do not count, for the short ones come first
   */
  void begin(long now, boolean changed) {
    onlyNew = false;
    sum = 0;
    squares = 0;
    calls = 0;
    answers = 0;
    since = now;
    settledAt = changed ? now + (long) (2 * latency) : now;
  }

  /** Begins anew, for a rough look at a round trip: only answers to calls from now on count. */
  void beginRound(long now) {
    begin(now, false);
    onlyNew = true;
  }

  /**
   * An answer.
   *
   * @param ratio its slowness, 0 for unknown
   */
  void add(double ratio, int inFlight, long startedAt, long now) {
    double took = now - startedAt;
    latency = latency == 0 ? took : latency + (took - latency) / 32;
    if (ratio > 0) {
      lately += (ratio - lately) / 64;
    }
    if (onlyNew ? startedAt - since >= 0 : now - settledAt >= 0) {
      double counted = ratio > 0 ? ratio : lately;
      answers++;
      sum += counted;
      squares += counted * counted;
      calls += inFlight;
    }
  }

  /**
   * Whether a look is worth it.
   *
   * @param round calls in flight
   * @param rough whether a round trip of all calls is enough
   */
  boolean isFull(int round, boolean rough) {
    if (rough) {
      return answers >= round;
    }
    if (answers < Math.max(8, Math.min(round, PLENTY))) {
      return false;
    }
    double mean = sum / answers;
    double variance = Math.max(0, squares / answers - mean * mean);
    double needed = variance / (mean * mean) / (ERROR * ERROR);
    return answers >= Math.min(PLENTY, needed);
  }

  double slowness() {
    return sum / answers;
  }

  /** The mean of the calls in flight. */
  double calls() {
    return calls / answers;
  }

  /** The slowness of the last few dozen answers; 1 before any. */
  double lately() {
    return lately;
  }
}
