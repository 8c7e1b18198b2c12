package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a limit has lent to which node, and until when.
 *
 * <p>A lease is a part of the whole, 0 to 1, of every bucket's rate and capacity, and a number of
 * calls in flight. Parts are divided by max-min fairness over what the nodes could use; what nobody
 * asked for is divided evenly. A part that is taken from one node is lent to another only when the
 * first has confirmed its smaller lease or the old one has ended: the parts that may be in force,
 * the confirmed and the offered ones, never sum to more than 1. What is not lent fills a bucket of
 * the owner's own and is given with the next part that is lent.
 *
 * <p>Pure; times are nanoseconds of the owner's monotonic clock. Not thread-safe.
 */
final class LeaseBook {
  private static final double ROUNDING = 1e-9;

  /** What is offered to a node. */
  record Terms(long number, double part, @Nullable Integer slots, Map<LimitKey, Double> gift) {}

  private static final class Holding {
    long number;
    double part;
    double offeredPart;
    int slots;
    int offeredSlots;
    double demand;
    int slotsWanted;
    long until;

    double countedPart() {
      return Math.max(part, offeredPart);
    }

    int countedSlots() {
      return Math.max(slots, offeredSlots);
    }
  }

  private final Map<String, Holding> holdings = new LinkedHashMap<>();
  private final Map<LimitKey, TokenBucket> own = new EnumMap<>(LimitKey.class);
  private final long notBefore;
  private List<Meter> meters = List.of();
  private @Nullable Integer slots;

  /**
   * @param notBefore nothing is lent before: leases of an earlier owner may be in force
   * @param levels what is in the buckets now; what is not named is empty
   */
  LeaseBook(
      List<Meter> meters,
      @Nullable Integer slots,
      Map<LimitKey, Double> levels,
      long notBefore,
      long now) {
    this.notBefore = notBefore;
    reshape(meters, slots, now);
    levels.forEach((key, level) -> {
      var bucket = own.get(key);
      if (bucket != null) {
        bucket.pour(level, now);
      }
    });
  }

  /** Other figures. Leases in force go on until they are renewed, at the latest until they end. */
  void reshape(List<Meter> meters, @Nullable Integer slots, long now) {
    this.meters = List.copyOf(meters);
    this.slots = slots;
    own.keySet().retainAll(meters.stream().map(Meter::key).toList());
    fitOwnBuckets(now);
  }

  /**
   * A lease for this node.
   *
   * @param confirmed number of the lease it lives by, 0 for none
   * @param inUse calls in flight that it has
   */
  Terms renew(
      String node,
      long confirmed,
      double demand,
      int slotsWanted,
      int inUse,
      long lifeNanos,
      long now) {
    expire(now);
    var holding = holdings.computeIfAbsent(node, n -> new Holding());
    if (confirmed == holding.number && confirmed > 0) {
      holding.part = holding.offeredPart;
      holding.slots = holding.offeredSlots;
    }
    holding.demand = Math.clamp(demand, 0.0, 1.0);
    holding.slotsWanted = Math.max(0, slotsWanted);
    holding.slots = Math.max(holding.slots, Math.min(inUse, slots == null ? inUse : slots));
    boolean closed = now - notBefore < 0;
    double part = closed ? 0 : Math.min(fairPart(holding), Math.max(0, 1 - lentBut(holding)));
    var gift = grow(holding, part, now);
    holding.offeredPart = part;
    holding.offeredSlots = closed ? 0 : fairSlots(holding);
    holding.number++;
    holding.until = now + lifeNanos;
    fitOwnBuckets(now);
    check();
    return new Terms(holding.number, part, slots == null ? null : holding.offeredSlots, gift);
  }

  /** The node admits nothing more. */
  void returned(String node, Map<LimitKey, Double> levels, long now) {
    if (holdings.remove(node) != null) {
      fitOwnBuckets(now);
      levels.forEach((key, level) -> {
        var bucket = own.get(key);
        if (bucket != null) {
          bucket.pour(level, now);
        }
      });
    }
  }

  int holders(long now) {
    expire(now);
    return holdings.size();
  }

  /** The parts that may be in force now, at most 1. */
  double lent() {
    return holdings.values().stream().mapToDouble(Holding::countedPart).sum();
  }

  int slotsLent() {
    return holdings.values().stream().mapToInt(Holding::countedSlots).sum();
  }

  /** A lease that ended unheard counts as spent. */
  private void expire(long now) {
    if (holdings.values().removeIf(h -> now - h.until > 0)) {
      fitOwnBuckets(now);
    }
  }

  private double lentBut(Holding asking) {
    return lent() - asking.countedPart();
  }

  private Map<LimitKey, Double> grow(Holding holding, double part, long now) {
    double free = 1 - lent();
    double more = part - holding.countedPart();
    var gift = new EnumMap<LimitKey, Double>(LimitKey.class);
    if (more > ROUNDING && free > ROUNDING) {
      own.forEach((key, bucket) -> {
        double level = bucket.level(now) * Math.min(1, more / free);
        bucket.take(level, now);
        gift.put(key, level);
      });
    }
    return gift;
  }

  private double fairPart(Holding asking) {
    double fair = fair(1, asking, h -> h.demand);
    double asked = 0;
    for (var holding : holdings.values()) {
      asked += fair(1, holding, h -> h.demand);
    }
    return fair + Math.max(0, 1 - asked) / holdings.size();
  }

  private int fairSlots(Holding asking) {
    if (slots == null) {
      return 0;
    }
    int free = Math.max(0, slots - (slotsLent() - asking.countedSlots()));
    if (holdings.size() == 1) {
      return free;
    }
    int fair = (int) fair(slots, asking, h -> h.slotsWanted);
    return Math.min(free, asking.slotsWanted > 0 ? Math.max(1, fair) : 0);
  }

  /** Max-min fairness: nobody gets more than asked, and what that leaves goes to the others. */
  private double fair(double whole, Holding asking, ToDoubleFunction<Holding> demand) {
    var demands = new ArrayList<Double>();
    holdings.values().forEach(h -> demands.add(demand.applyAsDouble(h)));
    demands.sort(null);
    double left = whole;
    int others = demands.size();
    for (double each : demands) {
      double even = left / others;
      if (each > even) {
        return Math.min(demand.applyAsDouble(asking), even);
      }
      left -= each;
      others--;
    }
    return demand.applyAsDouble(asking);
  }

  private void fitOwnBuckets(long now) {
    double free = Math.max(0, 1 - lent());
    for (var meter : meters) {
      var bucket = own.get(meter.key());
      if (bucket == null) {
        own.put(
            meter.key(),
            new TokenBucket(meter.perSecond() * free, meter.capacity() * free, 0, 0, now));
      } else {
        bucket.reshape(meter.perSecond() * free, meter.capacity() * free, 0, now);
      }
    }
  }

  private void check() {
    if (lent() > 1 + ROUNDING) {
      throw new IllegalStateException(
          "a limit was lent " + lent() + " times: " + holdings.keySet());
    }
  }
}
