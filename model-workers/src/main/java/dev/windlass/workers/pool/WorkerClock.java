package dev.windlass.workers.pool;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A node's two clocks: limits go by the monotonic one, records show the wall's.
 *
 * @param nanos monotonic, nanoseconds
 * @param wall the time of day
 */
public record WorkerClock(LongSupplier nanos, InstantSource wall) {
  public static final WorkerClock SYSTEM =
      new WorkerClock(System::nanoTime, InstantSource.system());
}
