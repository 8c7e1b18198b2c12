package dev.windlass.workers.pool;

import dev.windlass.workers.limits.TokenBucket;
import java.time.Duration;

/**
 * Lets the number of calls in flight grow no faster than servers bear new connections: each call
 * beyond the most that were in flight before opens one. It slows down no rate, since a rate is kept
 * by as many calls as its latency needs. Pure; not thread-safe.
 */
final class Ramp {
  /** After so long without a call the connections are closed. */
  private static final long FORGOTTEN_NANOS = Duration.ofSeconds(30).toNanos();

  private final TokenBucket bucket;
  private int opened;
  private long lastEnded;

  /**
   * @param calls that may open connections at once
   * @param time in which as many more may
   */
  Ramp(int calls, Duration time, long now) {
    bucket = new TokenBucket(calls * 1e9 / time.toNanos(), calls, 0, calls, now);
    lastEnded = now;
  }

  /** Whether one more may start beside so many. */
  boolean lets(int inFlight, long now) {
    return inFlight < opened || bucket.fits(1, now);
  }

  /** When the next may, after {@link #lets} said no. */
  long whenNext(long now) {
    return bucket.whenFits(1, now);
  }

  /** One starts beside so many. */
  void starts(int inFlight, long now) {
    if (inFlight == 0 && now - lastEnded > FORGOTTEN_NANOS) {
      opened = 0;
    }
    if (inFlight >= opened) {
      bucket.take(1, now);
      opened = inFlight + 1;
    }
  }

  void ended(long now) {
    lastEnded = now;
  }
}
