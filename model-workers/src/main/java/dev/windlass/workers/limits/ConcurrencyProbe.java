package dev.windlass.workers.limits;

/**
 * Finds out how many calls in flight a provider takes when nobody said.
 *
 * <p>Starts low, doubles each round trip until latency has doubled or a refusal comes, then adds a
 * little each round and takes a part away when latency or a refusal says so: additive increase,
 * multiplicative decrease (Chiu and Jain, 1989; the start is TCP's). A round is as many answers as
 * may be in flight; it counts only if the cap was in use. The same rule guards a local model, whose
 * limit is its processor and shows as latency. Not thread-safe.
 */
public final class ConcurrencyProbe {
  /** Latency below this plus the best seen is no sign of anything. */
  private static final double NOISE_NANOS = 20e6;

  private final int most;
  private int cap;
  private boolean doubling = true;
  private double best = Double.MAX_VALUE;
  private double sum;
  private int answers;
  private int busiest;
  private int deaf;

  /**
   * @param start calls in flight at first
   * @param most calls in flight at most
   */
  public ConcurrencyProbe(int start, int most) {
    this.most = Math.max(1, most);
    this.cap = Math.min(Math.max(1, start), this.most);
  }

  /** How many calls may be in flight. */
  public int cap() {
    return cap;
  }

  /**
   * A call ended well.
   *
   * @param inFlight calls in flight just before
   */
  public void answered(long latencyNanos, int inFlight) {
    deaf = Math.max(0, deaf - 1);
    sum += latencyNanos;
    busiest = Math.max(busiest, inFlight);
    answers++;
    if (answers >= cap) {
      round(sum / answers);
    }
  }

  /**
   * The provider refused or was overloaded. Calls that were already on the wire say nothing new.
   */
  public void refused() {
    doubling = false;
    if (deaf == 0) {
      deaf = cap;
      cap = Math.max(1, cap / 2);
      clear();
    }
  }

  private void round(double mean) {
    boolean used = busiest >= cap * 0.8;
    boolean slow = best < Double.MAX_VALUE && mean > 2 * best && mean - best > NOISE_NANOS;
    // the best fades, so that a provider that became slower for good is not starved
    best = Math.min(best * 1.01, mean);
    if (slow) {
      cap = Math.max(1, doubling ? cap / 2 : cap - Math.max(1, cap / 10));
      doubling = false;
    } else if (used) {
      cap = Math.min(most, doubling ? cap * 2 : cap + 4);
    }
    clear();
  }

  private void clear() {
    sum = 0;
    answers = 0;
    busiest = 0;
  }
}
