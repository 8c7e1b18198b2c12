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

  private static final double SLOW_PER_SECOND = 10;

  private static final class One {
    final ProviderBucket bucket;
    Meter meter;

    /** Of calls that were let go and not written, taken out when the rest was given back. */
    double prepaid;

    /** The part that others who use the same key leave of it. */
    double room = 1;

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

  /** Nothing is left in them but debts. */
  void drain(long now) {
    for (var one : list) {
      one.bucket.lower(0, now);
    }
  }

  /**
   * These buckets from now on; known ones keep what is in them, as far as they can hold it.
   *
   * @param share of the whole limit that these are, 0 to 1
   * @param gifts poured into them
   * @param left what the provider said is left, for buckets of a day that are new here
   * @return what they could not hold; all that is in them, debts too, when the share is 0
   */
  Map<LimitKey, Double> shape(
      List<Meter> meters,
      double share,
      Map<LimitKey, Double> gifts,
      Map<LimitKey.Unit, Double> left,
      long now) {
    var shed = new EnumMap<LimitKey, Double>(LimitKey.class);
    all.keySet().retainAll(meters.stream().map(Meter::key).toList());
    for (var meter : meters) {
      var known = all.get(meter.key());
      double gift = gifts.getOrDefault(meter.key(), 0.0);
      if (known != null) {
        double before = known.bucket.level(now) - unpaid(known);
        known.meter = meter;
        shape(known, now);
        double over = share <= 0 ? before : Math.max(0, before - meter.capacity());
        if (over != 0) {
          shed.put(meter.key(), over);
          known.bucket.pour(Math.max(0, -over), now);
          known.prepaid = ahead(known.unit());
        }
        pour(known.bucket, gift, now);
      } else {
        boolean day = meter.key().isDaily() && gift == 0;
        double level = day ? share * left.getOrDefault(meter.key().unit(), 0.0) : gift;
        var bucket =
            new ProviderBucket(meter.perSecond() * part, meter.capacity(), late(meter), level, now);
        all.put(meter.key(), new One(bucket, meter));
      }
    }
    list = new ArrayList<>(all.values());
    return shed;
  }

  /** A gift below 0 is a debt. */
  private static void pour(ProviderBucket bucket, double gift, long now) {
    if (gift < 0) {
      bucket.lower(bucket.level(now) + gift, now);
    } else {
      bucket.pour(gift, now);
    }
  }

  private double unpaid(One one) {
    return ahead(one.unit()) - one.prepaid;
  }

  /** Only this part of each rate is used from now on. */
  void trim(double wanted, long now) {
    if (wanted != part) {
      part = wanted;
      list.forEach(one -> shape(one, now));
    }
  }

  /** Only this part of the buckets of a unit is ours from now on; days are not shared out so. */
  void room(LimitKey.Unit unit, double wanted, long now) {
    for (var one : list) {
      boolean moved = Math.abs(wanted - one.room) > 0.01 || (wanted == 1 && one.room < 1);
      if (moved && one.unit() == unit && !one.meter.key().isDaily()) {
        one.room = wanted;
        shape(one, now);
      }
    }
  }

  private void shape(One one, long now) {
    var meter = one.meter;
    one.bucket.reshape(meter.perSecond() * part * one.room, meter.capacity(), late(meter), now);
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
      long at = one.bucket.whenFits(reserve.of(unit), beside, unpaid(one), now);
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
      double n = reserve.of(one.unit());
      double paid = Math.min(n, one.prepaid);
      one.prepaid -= paid;
      long since = one.bucket.written(n - paid, !one.ofRequests(), at);
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
   * The provider said what was left of a bucket when a call came.
   *
   * @param share our part of what it said, where the limit is shared out over nodes
   * @param takenSince by calls that were let go after that one, written or not
   * @param startedAt when that call started
   */
  void left(
      Reading reading, boolean daily, double share, double takenSince, long startedAt, long now) {
    for (var one : list) {
      if (one.unit() == reading.unit() && one.meter.key().isDaily() == daily) {
        double perSecond = one.meter.perSecond();
        // what it holds now at the most; rounding and the journey make it doubtful
        double most =
            share * reading.remaining()
                + reading.rounding()
                + perSecond * (now - startedAt) / 1e9
                - takenSince
                + ahead(one.unit());
        double doubt =
            reading.rounding() + 0.1 * perSecond + (one.ofRequests() ? 0 : averageTokens);
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
      double flow = one.meter.perSecond() * part * one.room * Math.max(0, horizon - from) / 1e9;
      double level = one.bucket.level(now) - unpaid(one) + flow;
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
