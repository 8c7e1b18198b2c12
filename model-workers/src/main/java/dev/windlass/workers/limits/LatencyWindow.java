package dev.windlass.workers.limits;

/**
 * The slowness of the calls since the calls in flight were last changed, and how many were in
 * flight. Long enough that chance is small against what is looked for. Not thread-safe.
 */
final class LatencyWindow {
  /** The standard error of the mean that is good enough, and the answers that are always enough. */
  private static final double ERROR = 0.05;

  private static final int PLENTY = 250;

  private double lately = 1;
  private double latency;
  private double sum;
  private double squares;
  private double calls;
  private double latencies;
  private int busiest;
  private int answers;
  private long since = Long.MIN_VALUE / 2;
  private long settledAt;
  private boolean onlyNew = true;
  private int skip;

  /**
   * Begins anew.
   *
   * @param changed whether more calls are in flight from now on; then the answers of the next two
   *     latencies do not count, for the short ones come first
   */
  void begin(long now, boolean changed) {
    onlyNew = false;
    skip = 0;
    sum = 0;
    squares = 0;
    calls = 0;
    latencies = 0;
    busiest = 0;
    answers = 0;
    since = now;
    settledAt = changed ? now + (long) (2 * latency) : now;
  }

  /**
   * Begins anew; only answers to calls from now on count. For a rough look at a round trip, and
   * where fewer calls are in flight from now on: such start only when the others have gone.
   *
   * @param skipped so many answers do not count, for the short ones come first
   */
  void beginNew(int skipped, long now) {
    begin(now, false);
    onlyNew = true;
    skip = skipped;
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
    boolean counts = onlyNew ? startedAt - since >= 0 : now - settledAt >= 0;
    if (counts && skip > 0) {
      skip--;
    } else if (counts) {
      double counted = ratio > 0 ? ratio : lately;
      answers++;
      sum += counted;
      squares += counted * counted;
      calls += inFlight;
      latencies += took;
      busiest = Math.max(busiest, inFlight);
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

  /** The mean latency, in nanoseconds. */
  double latency() {
    return latencies / answers;
  }

  /** The mean of the calls in flight. */
  double calls() {
    return calls / answers;
  }

  /** The most calls in flight. */
  int busiest() {
    return busiest;
  }

  /** The slowness of the last few dozen answers; 1 before any. */
  double lately() {
    return lately;
  }
}
