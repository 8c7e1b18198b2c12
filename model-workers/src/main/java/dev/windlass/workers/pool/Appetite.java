package dev.windlass.workers.pool;

import java.time.Duration;

/**
 * How many steps a pool wants to be granted: as many as will start within the look-ahead, and
 * little more, since what waits here can no longer be overtaken by what is more urgent.
 *
 * <p>While a rate is what holds the pool, it asks again when half of what it may fetch is missing,
 * not at each start: so demands and grants are a few messages a look-ahead at any rate. Pure; not
 * thread-safe.
 */
final class Appetite {
  /** Steps fetched ahead at the least, and part of the cap and number at the most. */
  static final int FEW = 2;

  private static final int SPARE_PART = 2;
  private static final int MOST_SPARE = 512;

  private final long window;
  private long endedSince;
  private int endedBefore;
  private int endedNow;

  Appetite(Duration lookAhead, long now) {
    window = lookAhead.toNanos();
    endedSince = now;
  }

  /** A call ended. */
  void ended(long now) {
    endedLately(now);
    endedNow++;
  }

  /**
   * Steps wanted beside those that are ready.
   *
   * @param cap calls that may be in flight
   * @param byRate calls that the rates let start within the look-ahead
   * @param ready steps that could start if the limit let them
   * @param limited whether a rate holds the next of them
   */
  int wanted(int cap, int inFlight, int byRate, int ready, boolean limited, long now) {
    int spare = Math.clamp(endedLately(now), FEW, Math.clamp(cap / SPARE_PART, FEW, MOST_SPARE));
    int most = Math.min(cap - inFlight + spare, byRate);
    int missing = Math.max(0, most - ready);
    return limited && ready >= FEW && missing < most / 2 ? 0 : missing;
  }

  /** Calls that ended within the look-ahead before: as many will start in the next. */
  private int endedLately(long now) {
    if (now - endedSince >= window) {
      endedBefore = now - endedSince < 2 * window ? endedNow : 0;
      endedNow = 0;
      endedSince = now;
    }
    return Math.max(endedBefore, endedNow);
  }
}
