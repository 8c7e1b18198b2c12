package dev.windlass.engine.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request that was made for a step.
 *
 * @param number 1 for the first request of this step
 * @param startedAt when the request was written
 * @param queuedMs from the step's arrival at the dispatcher to the pool that took it
 * @param limiterWaitMs waiting for a permit, a pause or a backoff
 * @param callMs from the request's first byte to the answer's last
 * @param status HTTP status, 0 when none came
 * @param requestId the provider's id of the request
 * @param error why it failed, or null
 * @param repeatedAfterCrash whether the same question may have been on the wire at a crash
 * @param costNanos what it cost, in billionths of a US dollar; 0 where the model's price is not
 *     known, or the provider did not say what was used
 */
public record Attempt(
    int number,
    Instant startedAt,
    long queuedMs,
    long limiterWaitMs,
    long callMs,
    int status,
    @Nullable String requestId,
    @Nullable FailureClass error,
    boolean repeatedAfterCrash,
    long costNanos) {
  /** One that cost nothing, as far as is known. */
  public Attempt(
      int number,
      Instant startedAt,
      long queuedMs,
      long limiterWaitMs,
      long callMs,
      int status,
      @Nullable String requestId,
      @Nullable FailureClass error,
      boolean repeatedAfterCrash) {
    this(
        number,
        startedAt,
        queuedMs,
        limiterWaitMs,
        callMs,
        status,
        requestId,
        error,
        repeatedAfterCrash,
        0);
  }
}
