package dev.windlass.workers.pool;

import java.util.random.RandomGenerator;

/**
 * When a pool whose limit binds looks again. Calls that are due shortly after each other go
 * together: each look costs the waking of two threads, which is more than all else that a call
 * costs here, and a provider's bucket does not mind some milliseconds. Never is a call later than
 * {@link #COARSEST} for it, and never does a bucket with little room overflow meanwhile. The time
 * between looks is drawn anew each time, so that the pools of many nodes do not tick together.
 */
final class Pace {
  /** The longest that a call which is due waits for others, in nanoseconds. */
  static final long COARSEST = 5_000_000;

  private static final long FINEST = 100_000;

  private final RandomGenerator random;

  Pace(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The time of the next look.
   *
   * @param due when the next call is due
   * @param finest the longest time between looks that loses nothing of the flow
   */
  long next(long due, long finest, long now) {
    long between = Math.max(FINEST, Math.min(COARSEST, finest));
    long drawn = between - (long) (between * 0.25 * random.nextDouble());
    return due == Long.MAX_VALUE ? due : Math.max(due, now + drawn);
  }
}
