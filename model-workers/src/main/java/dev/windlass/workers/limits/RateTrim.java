package dev.windlass.workers.limits;

/**
 * Goes below the configured rate when the provider shows that it is too high.
 *
 * <p>One refusal may be chance. When refusals return within half a minute although calls got
 * through in between, the rate is cut to 7/10, climbs to just below where it failed within five
 * seconds, and from there by a hundredth a second: the shape of TCP's CUBIC (RFC 9438), which
 * remembers where it failed. Refusals in one storm cut only once. Not thread-safe.
 */
final class RateTrim {
  private static final double SECOND = 1e9;
  private static final double LEAST = 0.05;
  private static final double CUT = 0.7;
  private static final double NEAR = 0.95;

  private boolean refusedBefore;
  private boolean servedSince;
  private long lastRefusal;
  private double failedAt = 1;
  private double from = 1;
  private long cutAt;

  /** The part of the configured rate to use, above 0 and at most 1. */
  double part(long now) {
    if (from >= 1) {
      return 1;
    }
    double seconds = (now - cutAt) / SECOND;
    double near = NEAR * failedAt;
    if (seconds < 5) {
      return from + (near - from) * Math.max(0, seconds) / 5;
    }
    double climbed = near + 0.01 * (seconds - 5);
    if (climbed >= 1) {
      from = 1;
      return 1;
    }
    return climbed;
  }

  /** A call was refused for the limit. */
  void refused(long now) {
    boolean again = refusedBefore && servedSince && now - lastRefusal < 30 * SECOND;
    if (again) {
      failedAt = part(now);
      from = Math.max(LEAST, CUT * failedAt);
      cutAt = now;
    }
    if (!refusedBefore || servedSince) {
      refusedBefore = true;
      servedSince = false;
    }
    lastRefusal = now;
  }

  /** A call that was started after the last refusal got through. */
  void served(long startedAt) {
    if (refusedBefore && startedAt - lastRefusal > 0) {
      servedSince = true;
    }
  }
}
