package dev.windlass.workers.limits;

/**
 * The first calls of all, which start at about the same time: where a server has fewer places than
 * there are calls, those that started last wait for those that started first. It shows a queue that
 * was there from the start, which no later comparison can. Not thread-safe.
 */
final class OpeningRound {
  /** By chance the last quarter is hardly ever so much slower than the first. */
  private static final double MUCH = 2.2;

  private static final int LEAST = 4;

  private double first;
  private double last;
  private int firsts;
  private int lasts;

  /**
   * An answer.
   *
   * @param inFlight calls in flight when it started, itself included
   * @param round calls that start together
   */
  void add(long latencyNanos, int inFlight, int round) {
    if (inFlight * 4 <= round) {
      first += latencyNanos;
      firsts++;
    } else if (inFlight * 4 > round * 3) {
      last += latencyNanos;
      lasts++;
    }
  }

  boolean isQueue() {
    return firsts >= LEAST && lasts >= LEAST && last / lasts > MUCH * first / firsts;
  }
}
