package dev.windlass.workers.limits;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a limit's flow is ours when others use the same key, over all buckets that the
 * provider describes. Not thread-safe.
 */
final class SharedKey {
  /** However much others take, so much we try: a provider may count oddly, and others may go. */
  private static final double LEAST = 0.05;

  private static final int MOST_BUCKETS = 16;

  private record Seen(LimitKey.Unit unit, OtherUsers users) {}

  private final Map<String, Seen> buckets = new HashMap<>();

  /** As {@link OtherUsers#heard}. */
  void heard(Reading reading, double refill, double taken, long startedAt) {
    var seen = buckets.get(reading.name());
    if (seen == null && buckets.size() < MOST_BUCKETS) {
      seen = new Seen(reading.unit(), new OtherUsers());
      buckets.put(reading.name(), seen);
    }
    if (seen != null && reading.limit() > 0) {
      seen.users().heard(reading, refill, taken, startedAt);
    }
  }

  /** Our part of a unit's flow where nodes share the limit, 0 to 1. */
  double share(Buckets ours, LimitFigures whole, LimitKey.Unit unit) {
    double all = slowest(whole.meters(), unit);
    double mine = slowest(ours.meters(), unit);
    return all < Double.MAX_VALUE && mine < Double.MAX_VALUE ? Math.min(1, mine / all) : 1;
  }

  /**
   * The part of a unit's flow that others leave, {@link #LEAST} to 1.
   *
   * @param share our part among the nodes: what the other nodes may take is nobody else's
   */
  double part(LimitFigures whole, LimitKey.Unit unit, double share) {
    double flow = slowest(whole.meters(), unit);
    double left = Double.MAX_VALUE;
    for (var seen : buckets.values()) {
      if (seen.unit() == unit) {
        left = Math.min(left, seen.users().left() + (1 - share) * flow);
      }
    }
    return left >= flow ? 1 : Math.max(LEAST, left / flow);
  }

  private static double slowest(List<Meter> meters, LimitKey.Unit unit) {
    double slowest = Double.MAX_VALUE;
    for (var meter : meters) {
      if (meter.key().unit() == unit && !meter.key().isDaily()) {
        slowest = Math.min(slowest, meter.perSecond());
      }
    }
    return slowest;
  }
}
