package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The buckets of one gate: a call goes when it fits all of them. Not thread-safe. */
final class Buckets {
  /** See {@link #late}. */
  private static final double LATE_SECONDS = 0.005;

  private static final double SLOW_PER_SECOND = 5;

  private static final class One {
    final ProviderBucket bucket;
    Meter meter;

    One(ProviderBucket bucket, Meter meter) {
      this.bucket = bucket;
      this.meter = meter;
    }

    LimitKey.Unit unit() {
      return meter.key().unit();
    }

    boolean ofRequests() {
      return unit() == LimitKey.Unit.REQUESTS;
    }
  }

  private final Map<LimitKey, One> all = new EnumMap<>(LimitKey.class);
  private List<One> list = List.of();
  private double part = 1;
  private double averageTokens = 500;
  private @Nullable LimitKey slowest;
  private int callsAhead;
  private double inputAhead;
  private double outputAhead;

  void clear() {
    all.clear();
    list = List.of();
  }

  /**
   * These buckets from now on; known ones keep what is in them.
   *
   * @param gifts poured into them
   * @param left what the provider said is left, for buckets of a day that are new here
   */
  void shape(
      List<Meter> meters, Map<LimitKey, Double> gifts, Map<LimitKey.Unit, Double> left, long now) {
    all.keySet().retainAll(meters.stream().map(Meter::key).toList());
    for (var meter : meters) {
      var known = all.get(meter.key());
      double gift = gifts.getOrDefault(meter.key(), 0.0);
      if (known != null) {
        known.meter = meter;
        shape(known, now);
        known.bucket.pour(gift, now);
      } else {
        boolean day = meter.key().isDaily() && gift == 0;
        double level = day ? left.getOrDefault(meter.key().unit(), 0.0) : gift;
        var bucket =
            new ProviderBucket(meter.perSecond() * part, meter.capacity(), late(meter), level, now);
        all.put(meter.key(), new One(bucket, meter));
      }
    }
    list = new ArrayList<>(all.values());
  }

  /** Only this part of each rate is used from now on. */
  void trim(double wanted, long now) {
    if (wanted != part) {
      part = wanted;
      list.forEach(one -> shape(one, now));
    }
  }

  private void shape(One one, long now) {
    var meter = one.meter;
    one.bucket.reshape(meter.perSecond() * part, meter.capacity(), late(meter), now);
  }

  /**
   * By how much a bucket of requests may fill beyond its capacity while somebody waits, so that
   * late timers lose nothing: by nothing wherever the bucket itself holds the flow of some
   * milliseconds beyond one call, or where these are no matter. Only a quick limit with hardly any
   * burst is left, which nobody can use fully and keep exactly.
   */
  private static double late(Meter meter) {
    if (meter.key().unit() != LimitKey.Unit.REQUESTS || meter.perSecond() <= SLOW_PER_SECOND) {
      return 0;
    }
    double room = Math.max(0, meter.capacity() - 1) / 2;
    return Math.max(0, meter.perSecond() * LATE_SECONDS - room);
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  boolean countTokens() {
    for (var one : list) {
      if (!one.ofRequests()) {
        return true;
      }
    }
    return false;
  }

  @Nullable Meter tooSmallFor(Reserve certain) {
    for (var one : list) {
      if (certain.of(one.unit()) > one.meter.largest()) {
        return one.meter;
      }
    }
    return null;
  }

  void arrived(long now) {
    for (var one : list) {
      one.bucket.arrived(now);
    }
  }

  /**
   * When this fits all; then {@link #slowest} is the last that lets it, null for now.
   *
   * @param doubt tokens to be left over beside
   */
  long whenFits(Reserve reserve, double doubt, long now) {
    long latest = now;
    slowest = null;
    for (var one : list) {
      var unit = one.unit();
      double beside = one.ofRequests() ? 0 : doubt;
      long at = one.bucket.whenFits(reserve.of(unit), beside, ahead(unit), now);
      if (at - latest > 0) {
        latest = at;
        slowest = one.meter.key();
      }
    }
    return latest;
  }

  @Nullable LimitKey slowest() {
    return slowest;
  }

  private double ahead(LimitKey.Unit unit) {
    return switch (unit) {
      case REQUESTS, CALLS -> callsAhead;
      case TOKENS -> inputAhead + outputAhead;
      case INPUT -> inputAhead;
      case OUTPUT -> outputAhead;
    };
  }

  /** A call was let go; it is taken out when it is {@link #written}. */
  void letGo(Reserve reserve) {
    callsAhead++;
    inputAhead += reserve.input();
    outputAhead += reserve.output();
    averageTokens += (reserve.input() + reserve.output() - averageTokens) / 16;
  }

  /**
   * The request of a call that was let go was written then.
   *
   * @return since when it counts; asked for when it is settled
   */
  long written(Reserve reserve, long at) {
    callsAhead--;
    inputAhead -= reserve.input();
    outputAhead -= reserve.output();
    long counts = at;
    for (var one : list) {
      long since = one.bucket.written(reserve.of(one.unit()), !one.ofRequests(), at);
      counts = since - counts > 0 ? since : counts;
    }
    return counts;
  }

  void settle(Reserve reserved, Reserve actual, long counts, long now) {
    for (var one : list) {
      if (!one.ofRequests()) {
        var unit = one.unit();
        one.bucket.settle(reserved.of(unit), actual.of(unit), counts, now);
      }
    }
  }

  /** Calls that were written before have all been settled. */
  void settledBefore(long at) {
    for (var one : list) {
      one.bucket.settledBefore(at);
    }
  }

  /** After a pause one call may go at once, and the flow is even from there. */
  void freeze(Reserve reserved, long until, long now) {
    for (var one : list) {
      if (!one.meter.key().isDaily()) {
        one.bucket.freeze(reserved.of(one.unit()), until, now);
      }
    }
  }

  /**
   * The provider said what was left when a call started.
   *
   * @param sentSince calls that were let go after it, written or not
   */
  void requestsLeft(double said, long sentSince, long startedAt, long now) {
    for (var one : list) {
      if (one.ofRequests() && !one.meter.key().isDaily()) {
        double perSecond = one.meter.perSecond();
        // what it holds now at the most; rounding and the journey make it doubtful
        double most = said + 1 + perSecond * (now - startedAt) / 1e9 - sentSince + callsAhead;
        double doubt = 1 + 0.1 * perSecond;
        if (most + doubt < one.bucket.level(now)) {
          one.bucket.lower(Math.max(0, most), now);
        }
      }
    }
  }

  /** How many calls may start in all until {@code horizon}, if none starts before {@code from}. */
  int fitUntil(long horizon, long from, long now) {
    double most = Integer.MAX_VALUE / 2.0;
    for (var one : list) {
      double flow = one.meter.perSecond() * part * Math.max(0, horizon - from) / 1e9;
      double level = one.bucket.level(now) - ahead(one.unit()) + flow;
      most = Math.min(most, one.ofRequests() ? level : level / Math.max(1, averageTokens));
    }
    return (int) Math.max(0, most);
  }

  /** Calls that may start in a second, for ever when nothing limits them. */
  double callsPerSecond() {
    double least = Double.MAX_VALUE;
    for (var one : list) {
      double each = one.ofRequests() ? 1 : Math.max(1, averageTokens);
      least = Math.min(least, one.meter.perSecond() * part / each);
    }
    return least;
  }

  /** Tokens that a call was reserved of late; 0 before the first. */
  double averageTokens() {
    return averageTokens;
  }

  /** The largest time between looks that loses nothing of the flow, in nanoseconds. */
  long finestPace() {
    double seconds = 1;
    for (var one : list) {
      double call = one.ofRequests() ? 1 : averageTokens;
      double room = one.meter.capacity() + late(one.meter) - one.bucket.need(call, 0);
      seconds = Math.min(seconds, Math.max(0, room) / one.meter.perSecond() / 2);
    }
    return (long) (seconds * 1e9);
  }

  List<Meter> meters() {
    return list.stream().map(one -> one.meter).toList();
  }

  Map<LimitKey, Double> levels(long now) {
    var levels = new EnumMap<LimitKey, Double>(LimitKey.class);
    all.forEach((key, one) -> levels.put(key, one.bucket.level(now)));
    return levels;
  }
}
