package dev.windlass.workers.limits;

/**
 * What a bucket may still be told about the past: how full it would be now had it been full at this
 * or that moment. A call takes what it is thought to need and is settled when its answer says what
 * it did need. Had it taken the right number at once, the bucket would have been fuller from then
 * on, but never fuller than full, and what would have flowed over is gone. So what comes back may
 * raise the level at most to where a bucket that was full right after that call would stand now.
 *
 * <p>One value is kept for each moment of taking, moments closer than {@link #APART} apart being
 * one; all of them fill and empty like the bucket itself. Values never fall from an older moment to
 * a younger one. Of more than {@link #MOST} moments, the two neighbours whose values differ least
 * become one with the lower value and the younger time, which errs by giving too little back.
 *
 * <p>The rule is the reflection of a queue: {@code level(t) = min over s of (capacity + rate * (t -
 * s) - taken(s, t))} (Le Boudec and Thiran, "Network Calculus", section 1.3 on leaky buckets), with
 * {@code taken} corrected afterwards. Not thread-safe.
 */
final class Hindsight {
  static final int MOST = 64;
  static final long APART = 5_000_000L;

  private final long[] moments = new long[MOST + 1];
  private final double[] values = new double[MOST + 1];
  private int size;

  /** As much flows into the bucket, which holds at most {@code capacity}. */
  void fill(double n, double capacity) {
    for (int i = 0; i < size; i++) {
      values[i] = Math.min(capacity, values[i] + n);
    }
  }

  /** Something is taken at this moment from a bucket that holds at most {@code capacity}. */
  void take(double n, double capacity, long at) {
    if (size == 0 || at - moments[size - 1] >= APART) {
      moments[size] = at;
      values[size] = capacity;
      size++;
      if (size > MOST) {
        joinTwo();
      }
    }
    for (int i = 0; i < size; i++) {
      values[i] -= n;
    }
  }

  /**
   * What was taken at {@code at} was so much too much; below 0: too little.
   *
   * @return the most that the bucket may hold after it came back
   */
  double giveBack(double n, double capacity, long at) {
    int later = size;
    while (later > 0 && moments[later - 1] - at > 0) {
      later--;
    }
    double most = later < size ? values[later] : capacity;
    for (int i = 0; i < later; i++) {
      values[i] = Math.min(most, values[i] + n);
    }
    return most;
  }

  /** The bucket holds no more than this now, whatever it was. */
  void lower(double most) {
    for (int i = 0; i < size; i++) {
      values[i] = Math.min(most, values[i]);
    }
  }

  /** Nothing that was taken before will be given back any more. */
  void forgetBefore(long at) {
    int first = 0;
    while (first < size && moments[first] - at < 0) {
      first++;
    }
    if (first > 0) {
      size -= first;
      System.arraycopy(moments, first, moments, 0, size);
      System.arraycopy(values, first, values, 0, size);
    }
  }

  private void joinTwo() {
    int closest = 0;
    for (int i = 1; i + 1 < size; i++) {
      if (values[i + 1] - values[i] < values[closest + 1] - values[closest]) {
        closest = i;
      }
    }
    moments[closest] = moments[closest + 1];
    size--;
    System.arraycopy(moments, closest + 2, moments, closest + 1, size - closest - 1);
    System.arraycopy(values, closest + 2, values, closest + 1, size - closest - 1);
  }
}
