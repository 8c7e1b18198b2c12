package dev.windlass.workers.limits;

import java.util.Arrays;

/** How much was used in the last seconds, in slots of one second. Not thread-safe. */
final class UsageWindow {
  private static final int SLOTS = 61;
  private static final long SECOND = 1_000_000_000L;

  private final double[] slots = new double[SLOTS];
  private long second = Long.MIN_VALUE;

  void add(double n, long now) {
    turn(now);
    slots[(int) Math.floorMod(second, (long) SLOTS)] += n;
  }

  /** What was used in the whole seconds before this one, and in this one. */
  double last(int seconds, long now) {
    turn(now);
    double sum = 0;
    for (int i = 0; i < Math.min(seconds, SLOTS); i++) {
      sum += slots[(int) Math.floorMod(second - i, (long) SLOTS)];
    }
    return sum;
  }

  private void turn(long now) {
    long current = Math.floorDiv(now, SECOND);
    if (second == Long.MIN_VALUE || current - second >= SLOTS) {
      Arrays.fill(slots, 0);
      second = current;
    }
    while (second < current) {
      second++;
      slots[(int) Math.floorMod(second, (long) SLOTS)] = 0;
    }
  }
}
