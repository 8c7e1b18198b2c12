package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.WaitReason;

/**
 * What pools count; whoever ships the metrics implements it. Called on the hot path from several
 * threads: must be quick and must not throw.
 */
public interface PoolMetrics {
  /** Counts nothing. */
  PoolMetrics NONE = new PoolMetrics() {};

  /**
   * A call ended.
   *
   * @param outcome {@code answered}, or the class of the failure as it stands in JSON
   */
  default void called(String provider, String model, String outcome, long nanos) {}

  /**
   * A provider refused a call for a limit.
   *
   * @param kind as {@link dev.windlass.workers.limits.RefusalKind#wireName} has it
   */
  default void refused(String provider, String model, String kind) {}

  /**
   * A step waited so long, at its dispatcher and here, mainly for this, before its call started.
   */
  default void waited(WaitReason reason, long nanos) {}

  default void tokens(String provider, String model, long input, long output) {}

  /**
   * A call was paid for.
   *
   * @param nanos billionths of a US dollar, more than 0
   */
  default void cost(String provider, String model, long nanos) {}

  /** Calls in flight of one limit, a few times a second. */
  default void inFlight(String provider, String limit, int calls) {}

  /** A message between a pool and the owner of its limit, either way. */
  default void governed() {}

  /** A call may be a repetition of one that was on the wire at a crash. */
  default void repeated() {}
}
