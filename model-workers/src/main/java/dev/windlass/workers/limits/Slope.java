package dev.windlass.workers.limits;

/**
 * Obeys a provider that says our rate grew too fast.
 *
 * <p>Such a refusal says nothing about the limit itself: so nobody pauses, the rate goes back to
 * what it was before it grew, and climbs from there, doubling once a minute. When that is still too
 * fast, it goes back by a third and climbs half as fast, at the slowest doubling in a quarter of an
 * hour, which is what OpenAI asks for after its "Slow Down" (guide "Error codes", 503). Not
 * thread-safe.
 */
final class Slope {
  private static final double SECOND = 1e9;
  private static final double FIRST_DOUBLING = 60;
  private static final double LONGEST_DOUBLING = 900;
  private static final double LEAST = 0.01;
  private static final double BACK = 2.0 / 3;

  /** After a cut nothing may be served for so long before it is taken for a pause. */
  private static final long PATIENCE = 2_000_000_000L;

  /** Without a rate before, the ramp began from nothing: then a part of the present one. */
  private static final double OF_NOW = 0.25;

  private boolean climbing;
  private double from = 1;
  private long cutAt;
  private double doubling = FIRST_DOUBLING;
  private boolean served;

  /** The part of the rate to use, above 0 and at most 1. */
  double part(long now) {
    if (!climbing) {
      return 1;
    }
    double part = from * Math.pow(2, (now - cutAt) / SECOND / doubling);
    if (part >= 1) {
      climbing = false;
      doubling = FIRST_DOUBLING;
      return 1;
    }
    return part;
  }

  /**
   * A call was refused because the rate grew too fast.
   *
   * @param startedAt when that call started: only one that started after the last cut is about it
   * @param before the part of the rate that was in use before the last seconds
   * @param present the part that was in use of late
   * @return false when it is not about the slope any more: since the last cut nothing was served
   */
  boolean refused(long startedAt, double before, double present, long now) {
    if (climbing && startedAt - cutAt < 0) {
      return true;
    }
    if (climbing && !served && startedAt - cutAt > PATIENCE) {
      return false;
    }
    if (climbing) {
      from = Math.max(LEAST, part(now) * BACK);
      doubling = Math.min(LONGEST_DOUBLING, doubling * 2);
    } else {
      double old = Math.min(before, present);
      from = Math.min(1, Math.max(LEAST, Math.max(old, OF_NOW * present)));
      climbing = true;
    }
    cutAt = now;
    served = false;
    return true;
  }

  /** A call that started then was not refused. */
  void served(long startedAt) {
    if (startedAt - cutAt >= 0) {
      served = true;
    }
  }
}
