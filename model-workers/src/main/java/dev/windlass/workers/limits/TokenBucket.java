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
  private static final double WEIGHT = 1.0 / 16;

  private double perNano;
  private double capacity;
  private double slack;
  private double level;
  private long filledAt;

  /** Taken and not settled, and the part of it that calls of late did not use; below 0: unknown. */
  private double outstanding;

  private double unused = -1;

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
    outstanding += n;
  }

  /**
   * What was taken as {@code reserved} turned out to be {@code actual}; a difference comes back, or
   * is a debt.
   *
   * <p>The bucket with what is still to come back never holds more than its capacity: had every
   * call taken the right number at its start, the bucket would have been full in the meantime, and
   * what flowed over then is gone. What is still to come back is guessed from the calls that ended.
   * (A call that is not small against the bucket has to wait until it is full in any case; for such
   * the guess would only cost flow.)
   */
  public void settle(double reserved, double actual, long now) {
    fill(now);
    outstanding = Math.max(0, outstanding - reserved);
    double back = reserved - actual;
    if (back <= 0) {
      level += back;
      unused = unused < 0 ? 0 : unused * (1 - WEIGHT);
      return;
    }
    unused = unused < 0 ? back / reserved : unused + (back / reserved - unused) * WEIGHT;
    double toCome = reserved <= capacity / 2 ? Math.max(0, unused) * outstanding : 0;
    level = Math.max(level, Math.min(level + back, capacity - toCome));
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
