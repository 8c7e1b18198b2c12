package dev.windlass.workers.limits;

/**
 * How long the calls of one lane take as a rule, by the length of the answer, so that a call can be
 * told to be slow although another kind of call takes longer.
 *
 * <p>Answers are sorted by the power of two below their number of tokens; each sort has a running
 * mean. The mean is of latencies freed from the slowness that was seen at the time, or what is
 * typical would soon be what is slow. Not thread-safe.
 */
public final class TypicalLatency {
  /** Answers of a sort after which its mean is believed. */
  private static final int ENOUGH = 8;

  /** The first answers count alike; from then on the mean moves so slowly that a queue shows. */
  private static final int FIRST = 32;

  private static final int MEMORY = 256;

  private static final int SORTS = 20;

  private final double[] mean = new double[SORTS];
  private final int[] seen = new int[SORTS];

  /**
   * How slow this call was: 1 is as ever. Unknown, and 0, for the first calls of a sort.
   *
   * @param tokens of the answer
   * @param slowness what calls in general have been lately
   */
  double heard(long tokens, long latencyNanos, double slowness) {
    int sort = Math.min(SORTS - 1, 64 - Long.numberOfLeadingZeros(Math.max(0, tokens)));
    double freed = latencyNanos / slowness;
    double ratio = seen[sort] < ENOUGH ? 0 : latencyNanos / Math.max(1, mean[sort]);
    seen[sort] = Math.min(FIRST, seen[sort] + 1);
    mean[sort] += (freed - mean[sort]) / (seen[sort] < FIRST ? seen[sort] : MEMORY);
    return ratio;
  }
}
