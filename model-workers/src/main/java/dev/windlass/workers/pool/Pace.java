package dev.windlass.workers.pool;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a pool whose limit binds looks again. Calls that are due shortly after each other go
 * together: each look costs the waking of two threads, which is more than all else that a call
 * costs here, and a provider's bucket does not mind some milliseconds. Never does a bucket with
 * little room overflow meanwhile. The time between looks is drawn anew each time, so that the pools
 * of many nodes do not tick together. Pure.
 */
final class Pace {
  private static final long FINEST = 100_000;

  private final RandomGenerator random;
  private final long coarsest;

  /**
   * @param coarsest the longest that a call which is due waits for others
   */
  Pace(RandomGenerator random, Duration coarsest) {
    this.random = random;
    this.coarsest = Math.max(FINEST, coarsest.toNanos());
  }

  /**
   * The time of the next look.
   *
   * @param due when the next call is due
   * @param finest the longest time between looks that loses nothing of the flow
   */
  long next(long due, long finest, long now) {
    long between = Math.clamp(finest, FINEST, coarsest);
    long drawn = between - (long) (between * 0.25 * random.nextDouble());
    return due == Long.MAX_VALUE ? due : Math.max(due, now + drawn);
  }
}
