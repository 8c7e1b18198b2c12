package dev.windlass.workers.limits;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a limit nobody holds: buckets that fill at the part of the flow that is not lent, and are
 * given with the next part that is. Not thread-safe.
 */
final class Unlent {
  private static final double ROUNDING = 1e-9;

  private final Map<LimitKey, TokenBucket> buckets = new EnumMap<>(LimitKey.class);

  /**
   * @param whole the buckets of the limit
   * @param free the part that is not lent, 0 to 1
   */
  void fit(List<Meter> whole, double free, long now) {
    buckets.keySet().removeIf(key -> whole.stream().noneMatch(meter -> meter.key() == key));
    for (var meter : whole) {
      var bucket = buckets.get(meter.key());
      double flow = meter.perSecond() * free;
      double room = meter.capacity() * free;
      if (bucket == null) {
        buckets.put(meter.key(), new TokenBucket(flow, room, 0, 0, now));
      } else {
        bucket.reshape(flow, room, 0, now);
      }
    }
  }

  /** What comes back; below 0 for a debt. What the buckets cannot hold is lost. */
  void pour(Map<LimitKey, Double> levels, long now) {
    levels.forEach((key, level) -> pour(key, level, now));
  }

  void pour(LimitKey key, double level, long now) {
    var bucket = buckets.get(key);
    if (bucket != null) {
      bucket.pour(level, now);
    }
  }

  /** Takes this part, 0 to 1, of all that is there. */
  Map<LimitKey, Double> give(double part, long now) {
    var gift = new EnumMap<LimitKey, Double>(LimitKey.class);
    buckets.forEach((key, bucket) -> {
      double level = bucket.level(now) * part;
      bucket.take(level, now);
      gift.put(key, level);
    });
    return gift;
  }

  double level(LimitKey key, long now) {
    var bucket = buckets.get(key);
    return bucket == null ? 0 : bucket.level(now);
  }

  /** Which bucket holds more than it may, or null. */
  @Nullable String broken(List<Meter> whole, double free, long now) {
    for (var meter : whole) {
      double most = meter.capacity() * free;
      double level = level(meter.key(), now);
      if (level > most + ROUNDING * Math.max(1, meter.capacity())) {
        return meter.key().wireName() + " holds " + level + ", at most " + most;
      }
    }
    return null;
  }
}
