package dev.windlass.engine.protocol;

import java.time.Duration;

/**
 * How often and how soon a transient fault is asked again. A provider's own time (Retry-After) wins
 * over the backoff; waiting for a limit uses no call of this.
 *
 * @param max calls in all, at least 1
 * @param initial first pause
 * @param cap longest pause
 * @param backoff how pauses grow
 * @param jitter how a pause is spread
 */
public record RetryPolicy(int max, Duration initial, Duration cap, Backoff backoff, Jitter jitter) {
  public enum Backoff {
    EXPONENTIAL,
    LINEAR,
    CONSTANT
  }

  /** FULL draws from 0 to the pause, EQUAL from its half to the whole, NONE takes it as it is. */
  public enum Jitter {
    FULL,
    EQUAL,
    NONE
  }

  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          6, Duration.ofMillis(500), Duration.ofSeconds(60), Backoff.EXPONENTIAL, Jitter.FULL);
}
