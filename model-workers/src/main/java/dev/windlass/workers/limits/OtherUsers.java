package dev.windlass.workers.limits;

/**
 * Notices that others use the same bucket of a provider, and how fast.
 *
 * <p>Between two readings a bucket gains its refill and loses what we took; what is missing beyond
 * that, others took. One difference is off by the rounding of both readings and by the journey of
 * the calls between them, so differences are taken over a time in which that is small, and averaged
 * with a memory of several such times: who comes is noticed within seconds, and who goes too. A
 * provider that counts more for our calls than we do looks the same, and is met the same way. Not
 * thread-safe.
 */
final class OtherUsers {
  private static final double SHORTEST = 0.25;
  private static final double MEMORY = 3;
  private static final double FORGOTTEN = 60;

  /** Differences of so much of the refill may be chance. */
  private static final double CHANCE = 0.05;

  private static final double FULL = 0.8;

  /** Kept free so that a bucket that others share does not stay on the verge of empty. */
  private static final double SPARE = 0.02;

  private boolean heard;
  private double remaining;
  private long at;
  private double ours;
  private double perSecond;
  private double refill;

  /**
   * What was left when a call of ours came.
   *
   * @param refillPerSecond of the whole bucket, above 0
   * @param taken what we had taken in all when that call started
   * @param startedAt when it did
   */
  void heard(Reading reading, double refillPerSecond, double taken, long startedAt) {
    double seconds = (startedAt - at) / 1e9;
    if (!heard || seconds > FORGOTTEN || refillPerSecond != refill) {
      perSecond = heard && seconds <= FORGOTTEN ? perSecond : 0;
      begin(reading, refillPerSecond, taken, startedAt);
      return;
    }
    double least = Math.max(SHORTEST, 8 * reading.rounding() / refill);
    if (seconds < least) {
      return;
    }
    double expected = remaining + refill * seconds - (taken - ours);
    // a bucket that is nearly full has room for everybody, and what flows over cannot be seen
    boolean full = Math.max(remaining, reading.remaining()) >= FULL * reading.limit();
    double theirs = full ? 0 : (expected - reading.remaining()) / seconds;
    double weight = 1 - Math.exp(-seconds / Math.max(MEMORY, 4 * least));
    perSecond += weight * (Math.max(-refill, Math.min(refill, theirs)) - perSecond);
    begin(reading, refillPerSecond, taken, startedAt);
  }

  private void begin(Reading reading, double refillPerSecond, double taken, long startedAt) {
    heard = true;
    remaining = reading.remaining();
    refill = refillPerSecond;
    ours = taken;
    at = startedAt;
  }

  /** How much others take, in units a second; 0 while it may be chance. */
  double perSecond() {
    return perSecond < CHANCE * refill ? 0 : perSecond;
  }

  /** What others leave of the bucket's refill, in units a second. */
  double left() {
    double theirs = perSecond();
    return theirs <= 0 ? Double.MAX_VALUE : Math.max(0, refill * (1 - SPARE) - theirs);
  }
}
