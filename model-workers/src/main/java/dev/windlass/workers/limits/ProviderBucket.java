package dev.windlass.workers.limits;

/**
 * What the provider's bucket holds at the least, seen from here: it fills evenly at the rate up to
 * the capacity, and a call is taken out at the moment in which its request was written. The last
 * part of it is never used: a request travels for a while, not always for the same, so two that
 * were written apart may arrive together.
 *
 * <p>Kept back are {@link #JOURNEY_SECONDS} of the rate, and of a bucket so small that this would
 * leave nothing to work with, half of what it holds beyond the call. A call as large as the bucket
 * waits until the bucket is full and then for another hundredth of its size: there nothing else can
 * be kept back. So if requests are written by this rule, each travels for between d and d + j, and
 * j is no longer than what is kept back takes to flow in, then the provider, who counts arrivals,
 * finds each of them fit.
 *
 * <p>Where a call has to wait for a full bucket, what flows in while a timer is late is lost. With
 * a bucket that holds less than some milliseconds of the rate that would be most of the flow, so
 * there, and only there, it may fill beyond its capacity while somebody waits ({@code late}).
 *
 * <p>All times are nanoseconds of one monotonic clock. Not thread-safe.
 */
final class ProviderBucket {
  /** For the journey; as much as our promise about sliding windows leaves to it. */
  static final double JOURNEY_SECONDS = 0.1;

  private static final double SECOND = 1e9;

  /** Part of a call as large as the bucket by which it waits longer. */
  private static final double WIDER = 0.01;

  private final long begun;
  private final Hindsight hindsight = new Hindsight();
  private double perNano;
  private double capacity;
  private double late;
  private double journey;
  private double level;
  private long filledAt;

  /** Since when it has been flowing over without a break, if it does. */
  private boolean full;

  private long fullSince;

  /**
   * @param perSecond rate, at least 0
   * @param late for late wake-ups, at least 0
   * @param level what is in it at {@code now}; below 0 for a debt
   */
  ProviderBucket(double perSecond, double capacity, double late, double level, long now) {
    this.begun = now;
    this.filledAt = now;
    this.level = Math.min(0, level);
    reshape(perSecond, capacity, late, now);
    pour(level, now);
  }

  double level(long now) {
    fill(now);
    return level;
  }

  /**
   * What has to be in it so that n may go.
   *
   * @param doubt to be left over beside, for calls of which little is known
   */
  double need(double n, double doubt) {
    double call = Math.min(n, capacity);
    double kept = Math.min(journey, Math.max((capacity - call) / 2, call * WIDER));
    return Math.min(call + kept + doubt, Math.max(call + kept, capacity));
  }

  /**
   * When n fits, if nothing else goes before; {@link Long#MAX_VALUE} for never, at most {@code now}
   * for now.
   *
   * @param ahead what was let go and is not known to be written; it is thought to be written now
   */
  long whenFits(double n, double doubt, double ahead, long now) {
    fill(now);
    // that it was full for longer is of use to a call that goes alone
    double there = ahead > 0 ? Math.min(level, capacity + late) : level;
    double missing = need(n, doubt) - (there - ahead);
    if (missing <= 1e-9 * Math.max(1, n)) {
      return now;
    }
    if (perNano <= 0) {
      return Long.MAX_VALUE;
    }
    double nanos = Math.ceil(missing / perNano);
    return nanos > Long.MAX_VALUE / 4.0 ? Long.MAX_VALUE : Math.max(now, filledAt) + (long) nanos;
  }

  /**
   * A request of n was written then. Heard of late, it is as if it had been known at once, as far
   * as the bucket flowed over meanwhile.
   *
   * @return since when it counts
   */
  long written(double n, boolean mayComeBack, long at) {
    fill(at);
    long ago = filledAt - at;
    double then = level;
    double flowed = 0;
    if (full && ago > 0) {
      then = level - perNano * Math.max(0, fullSince - at);
      flowed = perNano * ago;
    }
    double after = Math.min(then, capacity + late) - n + flowed;
    full = full && flowed > 0 && after >= level;
    fullSince = full ? filledAt - (long) ((after - level) / perNano) : filledAt;
    level = Math.min(level, after);
    if (mayComeBack) {
      hindsight.take(n, capacity, filledAt);
    }
    return filledAt;
  }

  /** What counts since then as {@code reserved} turned out to be {@code actual}. */
  void settle(double reserved, double actual, long counts, long now) {
    double back = reserved - actual;
    if (back == 0 || counts - begun < 0) {
      return;
    }
    fill(now);
    double most = hindsight.giveBack(back, capacity, counts);
    level =
        back < 0 ? Math.min(level, capacity) + back : Math.max(level, Math.min(level + back, most));
  }

  /** Calls that were written before have all been settled. */
  void settledBefore(long at) {
    hindsight.forgetBefore(at);
  }

  /** Somebody comes to a bucket where nobody waited: what is for late wake-ups is not theirs. */
  void arrived(long now) {
    fill(now);
    level = Math.min(level, capacity + wider());
  }

  /** Leaves at most so much in it, because the provider knows better. */
  void lower(double most, long now) {
    fill(now);
    level = Math.min(level, most);
    full = false;
    hindsight.lower(most);
  }

  /** Leaves at most so much in it and lets nothing flow in before {@code until}. */
  void freeze(double most, long until, long now) {
    lower(most, now);
    if (until - filledAt > 0) {
      filledAt = until;
    }
  }

  /** Another rate and capacity from now on. */
  void reshape(double perSecond, double capacity, double late, long now) {
    fill(now);
    this.perNano = perSecond / SECOND;
    this.capacity = capacity;
    this.late = late;
    this.journey = perSecond * JOURNEY_SECONDS;
    level = Math.min(level, capacity + wider());
    full = false;
    hindsight.lower(capacity);
  }

  /** Pours in what another part of the same limit did not use. Full by that, it was full before. */
  void pour(double n, long now) {
    fill(now);
    if (n > 0) {
      level = Math.max(level, level + n < capacity ? level + n : capacity + wider());
      hindsight.fill(n, capacity);
    }
  }

  private double wider() {
    return Math.min(journey, capacity * WIDER);
  }

  private double top() {
    return capacity + Math.max(late, wider());
  }

  private void fill(long now) {
    long nanos = now - filledAt;
    if (nanos > 0) {
      double room = top() - level;
      double flows = nanos * perNano;
      if (flows < room) {
        level += flows;
        full = false;
      } else if (!full) {
        fullSince = perNano > 0 ? filledAt + (long) (Math.max(0, room) / perNano) : filledAt;
        full = true;
      }
      level = full ? top() : level;
      hindsight.fill(flows, capacity);
      filledAt = now;
    }
  }
}
