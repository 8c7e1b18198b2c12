package dev.windlass.workers.limits;

/**
 * One bucket of a limit: what it counts, how fast it fills, how much it holds.
 *
 * @param key whose figure it is
 * @param perSecond how fast it fills, above 0
 * @param capacity what may go at once after a quiet time, above 0
 * @param largest what one call may take at most; more can never pass at the provider
 */
public record Meter(LimitKey key, double perSecond, double capacity, double largest) {
  /** This part of it, 0 to 1; how much one call may take stays the same. */
  public Meter share(double part) {
    return new Meter(key, perSecond * part, capacity * part, largest);
  }
}
