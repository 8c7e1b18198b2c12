package dev.windlass.workers.limits;

/**
 * Remembers how near a bucket came to its brim, so that what comes back to it is not counted twice.
 *
 * <p>A call takes more tokens than it will use, and the rest comes back when it ends. Had it taken
 * the right number at the start, the bucket would have stood higher since, and whatever stood above
 * the brim in the meantime would have run over. So of what comes back only the least headroom since
 * the call's start may be poured in; with less care the bucket would allow a second burst.
 *
 * <p>Kept as the suffix minima of the headroom: in order of time, growing. Each look is amortized
 * constant. Not thread-safe.
 */
final class Headroom {
  private static final int MOST = 256;

  private final long[] at = new long[MOST];
  private final double[] low = new double[MOST];
  private int size;

  /** The bucket had this headroom at that time, which is not before the last one. */
  void seen(double headroom, long now) {
    while (size > 0 && low[size - 1] >= headroom) {
      size--;
    }
    if (size == MOST) {
      forgetOldest();
    }
    at[size] = now;
    low[size] = headroom;
    size++;
  }

  /** What of {@code amount}, taken too much at {@code since}, may be poured back; recorded as done. */
  double pour(double amount, long since) {
    int first = size;
    while (first > 0 && at[first - 1] - since >= 0) {
      first--;
    }
    double poured = first == size ? amount : Math.min(amount, low[first]);
    if (poured <= 0) {
      return 0;
    }
    int kept = first;
    for (int i = first; i < size; i++) {
      double left = low[i] - poured;
      while (kept > 0 && low[kept - 1] >= left) {
        kept--;
      }
      at[kept] = at[i];
      low[kept] = left;
      kept++;
    }
    size = kept;
    return poured;
  }

  /** Two become one that is as careful as either. */
  private void forgetOldest() {
    at[0] = at[1];
    System.arraycopy(at, 2, at, 1, size - 2);
    System.arraycopy(low, 2, low, 1, size - 2);
    size--;
  }
}
