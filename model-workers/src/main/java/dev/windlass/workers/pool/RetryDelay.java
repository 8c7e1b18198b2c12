package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long a step waits before it is asked again. Pure. */
final class RetryDelay {
  private static final long LONGEST_ASKED = Duration.ofMinutes(10).toNanos();

  private RetryDelay() {}

  /**
   * Nanoseconds to wait.
   *
   * @param failures that the step has had, at least 1
   * @param asked by the provider; wins over the policy, spread by a tenth so that not all return at
   *     once, never earlier than asked
   */
  static long nanos(
      RetryPolicy policy, int failures, @Nullable Duration asked, RandomGenerator random) {
    if (asked != null && asked.isPositive()) {
      long wait = asked.compareTo(Duration.ofMinutes(10)) > 0 ? LONGEST_ASKED : asked.toNanos();
      return wait + (long) (wait * 0.1 * random.nextDouble());
    }
    double first = policy.initial().toNanos();
    double grown =
        switch (policy.backoff()) {
          case EXPONENTIAL -> first * Math.pow(2, Math.min(failures - 1, 62));
          case LINEAR -> first * failures;
          case CONSTANT -> first;
        };
    double pause = Math.min(grown, (double) policy.cap().toNanos());
    return (long)
        switch (policy.jitter()) {
          case FULL -> pause * random.nextDouble();
          case EQUAL -> pause / 2 + pause / 2 * random.nextDouble();
          case NONE -> pause;
        };
  }
}
