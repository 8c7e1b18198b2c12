package dev.windlass.workers.limits;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learns a limit's figures from the provider's headers.
 *
 * <p>The rate is the limit over the time it is for, which is derived ({@link RefillPeriod}) unless
 * the provider names it; it is never assumed, with one exception: a provider that refuses, names a
 * limit and gives no clue of its time is taken to mean a minute, if that is lower than what is
 * configured. A limit that shrinks does so at once, for the same time; one that grows is believed
 * after {@link #AGREEING} readings. A limit that is less than a second's worth of its rate also
 * bounds what may go at once. Not thread-safe.
 */
final class LearnedLimit {
  private static final double DAY = 86_400;
  private static final int AGREEING = 5;

  /** Names come from the provider, so their number is bounded; more are not learned. */
  private static final int MOST_BUCKETS = 16;

  private static final class Bucket {
    final LimitKey.Unit unit;
    final RefillPeriod refill = new RefillPeriod();
    double limit;
    double named;
    double assumed;
    double remaining = -1;
    double growsTo;
    int agreeing;

    Bucket(LimitKey.Unit unit) {
      this.unit = unit;
    }

    double period() {
      return named > 0 ? named : refill.seconds() > 0 ? refill.seconds() : assumed;
    }

    void limit(double said) {
      if (limit <= 0 || said <= limit) {
        limit = said;
        agreeing = 0;
        return;
      }
      growsTo = agreeing == 0 ? said : Math.min(growsTo, said);
      agreeing++;
      if (agreeing >= AGREEING) {
        limit = growsTo;
        agreeing = 0;
      }
    }
  }

  private final Map<String, Bucket> buckets = new HashMap<>();
  private LimitFigures figures = LimitFigures.NONE;

  /**
   * The figures after these readings.
   *
   * @param refused whether the answer was a refusal for the limit
   * @param configured what is configured, to compare with
   */
  LimitFigures heard(List<Reading> readings, boolean refused, LimitFigures configured) {
    for (var reading : readings) {
      var bucket = bucket(reading);
      if (bucket != null) {
        bucket.remaining = reading.remaining();
        if (reading.limit() > 0) {
          learn(bucket, reading, refused, configured);
        }
      }
    }
    var all = figuresNow();
    if (!all.equals(figures.values())) {
      figures = new LimitFigures(all);
    }
    return figures;
  }

  private @Nullable Bucket bucket(Reading reading) {
    var known = buckets.get(reading.name());
    if (known == null && buckets.size() < MOST_BUCKETS) {
      known = new Bucket(reading.unit());
      buckets.put(reading.name(), known);
    }
    return known;
  }

  private static void learn(
      Bucket bucket, Reading reading, boolean refused, LimitFigures configured) {
    bucket.limit(reading.limit());
    bucket.named = reading.period();
    bucket.refill.heard(reading, refused);
    if (refused && bucket.period() <= 0 && bucket.refill.mayBe(60) && reading.resetNanos() <= 0) {
      var key = key(bucket.unit, 60);
      var minute = key == null ? null : configured.get(key);
      bucket.assumed = minute != null && reading.limit() < minute ? 60 : 0;
    }
  }

  LimitFigures figures() {
    return figures;
  }

  /** How fast this bucket fills, in units a second; 0 while it is not known. */
  double perSecond(Reading reading) {
    var known = buckets.get(reading.name());
    return known == null || known.period() <= 0 ? 0 : known.limit / known.period();
  }

  /** Whether this bucket is one of a day. */
  boolean isDaily(Reading reading) {
    var known = buckets.get(reading.name());
    return known != null && known.period() == DAY;
  }

  /** Whether a bucket of a day was empty when it was last heard of. */
  boolean isDaySpent() {
    return buckets.values().stream()
        .anyMatch(b -> b.period() == DAY && b.remaining >= 0 && b.remaining < 1);
  }

  private Map<LimitKey, Double> figuresNow() {
    var all = new EnumMap<LimitKey, Double>(LimitKey.class);
    for (var bucket : buckets.values()) {
      double period = bucket.period();
      var key = period <= 0 || bucket.limit <= 0 ? null : key(bucket.unit, period);
      if (key != null) {
        all.merge(key, bucket.limit * key.seconds() / period, Math::min);
        // what falls short by a little does so by the rounding of the period
        if (bucket.limit < 0.97 * bucket.limit / period) {
          boolean requests = bucket.unit == LimitKey.Unit.REQUESTS;
          all.merge(
              requests ? LimitKey.BURST : LimitKey.TBURST, Math.rint(bucket.limit), Math::min);
        }
      }
    }
    return all;
  }

  private static @Nullable LimitKey key(LimitKey.Unit unit, double period) {
    boolean day = period == DAY;
    return switch (unit) {
      case REQUESTS -> day ? LimitKey.RPD : LimitKey.RPM;
      case TOKENS -> day ? LimitKey.TPD : LimitKey.TPM;
      case INPUT -> day ? null : LimitKey.ITPM;
      case OUTPUT -> day ? null : LimitKey.OTPM;
      case CALLS -> null;
    };
  }
}
