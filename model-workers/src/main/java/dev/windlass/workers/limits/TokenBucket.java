package dev.windlass.workers.limits;

/**
 * A continuous token bucket: it fills evenly at a rate up to its capacity, and what goes is taken
 * out. Over any time w no more goes than {@code max(capacity, largest) + slack + rate * w}.
 *
 * <p>What is larger than the capacity may go when the bucket is full and leaves a debt, which is
 * the same long-run rate and the same bound as a bucket made larger for it. The slack is for late
 * wake-ups: while somebody waits, the bucket may fill beyond its capacity by so much, so that a
 * timer that rings late loses nothing; after a quiet time it does not count ({@link #arrived}).
 *
 * <p>All times are nanoseconds of one monotonic clock. Not thread-safe.
 *
 * <p>Source: the providers' own description of their limits as buckets that fill continuously
 * (Anthropic, "Rate limits"; OpenAI's reset headers say the same).
 */
public final class TokenBucket {
  private static final double SECOND = 1e9;

  private double perNano;
  private double capacity;
  private double slack;
  private double level;
  private long filledAt;

  /**
   * @param perSecond rate, at least 0
   * @param slack for late wake-ups, at least 0
   * @param level what is in it at {@code now}; below 0 for a debt
   */
  public TokenBucket(double perSecond, double capacity, double slack, double level, long now) {
    this.perNano = perSecond / SECOND;
    this.capacity = capacity;
    this.slack = slack;
    this.level = Math.min(level, capacity);
    this.filledAt = now;
  }

  public double level(long now) {
    fill(now);
    return level;
  }

  /** Whether n may go now. */
  public boolean fits(double n, long now) {
    fill(now);
    return level + 1e-9 * Math.max(1, n) >= Math.min(n, capacity);
  }

  /** When n fits, if nothing else is taken before; {@link Long#MAX_VALUE} for never. */
  public long whenFits(double n, long now) {
    if (fits(n, now)) {
      return Math.max(now, filledAt);
    }
    if (perNano <= 0) {
      return Long.MAX_VALUE;
    }
    double nanos = Math.ceil((Math.min(n, capacity) - level) / perNano);
    return nanos > Long.MAX_VALUE / 4.0 ? Long.MAX_VALUE : filledAt + (long) nanos;
  }

  /** Takes n out; whether it fits is the caller's question. */
  public void take(double n, long now) {
    fill(now);
    level -= n;
  }

  /** Somebody comes to a bucket where nobody waited: the slack of late wake-ups is not theirs. */
  public void arrived(long now) {
    fill(now);
    level = Math.min(level, capacity);
  }

  /** Leaves at most so much in it, because the provider knows better. */
  public void lower(double most, long now) {
    fill(now);
    level = Math.min(level, most);
  }

  /** Leaves at most so much in it and lets nothing flow in before {@code until}. */
  public void freeze(double most, long until, long now) {
    lower(most, now);
    if (until - filledAt > 0) {
      filledAt = until;
    }
  }

  /** Another rate and capacity from now on. */
  public void reshape(double perSecond, double capacity, double slack, long now) {
    fill(now);
    this.perNano = perSecond / SECOND;
    this.capacity = capacity;
    this.slack = slack;
    level = Math.min(level, capacity);
  }

  /** Pours in what another part of the same limit did not use. */
  public void pour(double n, long now) {
    fill(now);
    level = Math.min(capacity, level + n);
  }

  private void fill(long now) {
    long nanos = now - filledAt;
    if (nanos > 0) {
      level = Math.min(capacity + slack, level + nanos * perNano);
      filledAt = now;
    }
  }
}
