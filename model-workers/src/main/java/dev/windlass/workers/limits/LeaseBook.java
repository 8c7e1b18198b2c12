package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a limit has lent to which gate, and until when.
 *
 * <p>A lease is a part of the whole, 0 to 1, of every bucket's rate and capacity, and a number of
 * calls in flight; {@link Turns} says who should hold how much. A part that is taken from one gate
 * is lent to another only when the first has confirmed a smaller lease or the old one has ended:
 * the parts that may be in force never sum to more than 1. What is not lent fills buckets of the
 * owner's own, see {@link Unlent}; a gate that holds less than before gives back what its smaller
 * buckets cannot hold. So all levels together are never more than one bucket holds.
 *
 * <p>Pure; times are nanoseconds of the owner's monotonic clock. Not thread-safe.
 */
class LeaseBook {
  private static final double ROUNDING = 1e-9;

  /** A smaller difference waits for the next renewal. */
  private static final double WORTH_A_MESSAGE = 0.02;

  /**
   * What is offered to a gate.
   *
   * @param meters its share of each bucket
   */
  record Terms(
      long number,
      double part,
      List<Meter> meters,
      @Nullable Integer slots,
      Map<LimitKey, Double> gift) {}

  private final Turns turns = new Turns();
  private final Unlent unlent = new Unlent();
  private final long life;
  private long notBefore;
  private long numbers;
  private List<Meter> meters = List.of();
  private @Nullable Integer slots;
  private int slotsBefore;

  /**
   * @param life of a lease
   * @param levels what is in the buckets now; what is not named is empty
   * @param notBefore nothing is lent before: leases of an earlier owner may be in force
   */
  LeaseBook(
      List<Meter> meters,
      @Nullable Integer slots,
      Map<LimitKey, Double> levels,
      long life,
      long notBefore,
      long now) {
    this.life = life;
    this.notBefore = notBefore;
    reshape(meters, slots, now);
    unlent.pour(levels, flowing(now));
  }

  /** Other figures. Leases in force go on until they are renewed, at the latest until they end. */
  void reshape(List<Meter> meters, @Nullable Integer slots, long now) {
    this.meters = List.copyOf(meters);
    this.slots = slots;
    slotsBefore = slotsOffered();
    fit(now);
  }

  /** Lends nothing before then, and begins with empty buckets. */
  void closeUntil(long time, long now) {
    notBefore = time;
    unlent.give(1, flowing(now));
  }

  /** Until it lends, all that flows may be spent under leases of the owner before. */
  private long flowing(long now) {
    return isOpen(now) ? now : notBefore;
  }

  boolean isOpen(long now) {
    return now - notBefore >= 0;
  }

  /**
   * A gate says how it stands.
   *
   * @param lease number of the lease that it lives by, 0 for none
   * @param shed what did not fit its buckets any more when this lease began
   */
  void hear(
      String gate,
      long lease,
      Map<LimitKey, Double> shed,
      Governing.Wish wish,
      int inUse,
      Map<LimitKey, Double> dayLevels,
      long now) {
    expire(now);
    var holding = turns.holdings().computeIfAbsent(gate, n -> new Holding());
    holding.heardAt = now;
    holding.wish = wish;
    holding.inUse = inUse;
    holding.dayLevels = dayLevels;
    boolean confirmed = holding.confirm(lease);
    fit(now);
    if (confirmed) {
      unlent.pour(shed, flowing(now));
    }
  }

  /** A lease for a gate that was heard, from now on for the life of a lease. */
  Terms offer(String gate, long now) {
    expire(now);
    var whole = turns.whole(meters);
    turns.turn(whole, slots, now);
    var holding = turns.of(gate);
    if (holding == null || !isOpen(now)) {
      throw new IllegalStateException("a lease for " + gate + ", which did not ask or must wait");
    }
    var plan = turns.plan(whole, slots);
    int at = plan.gates().indexOf(gate);
    double part = Math.min(plan.parts().get(at), Math.max(0, 1 - (lent() - holding.part())));
    if (part < Turns.leastPart(holding, whole) - ROUNDING) {
      part = 0;
    }
    int places = Math.min(plan.slots().get(at), freeSlots(holding));
    double free = 1 - lent();
    double more = part - holding.part();
    Map<LimitKey, Double> gift =
        more > ROUNDING && free > ROUNDING
            ? unlent.give(Math.min(1, more / free), flowing(now))
            : new EnumMap<>(LimitKey.class);
    boolean gotPlaces = slots != null && holding.lastSlots() == 0 && places > 0;
    if (gotPlaces || (holding.lastPart() <= 0 && part > 0)) {
      Turns.begin(holding, now);
    }
    holding.offer(++numbers, part, places, now + life);
    fit(now);
    double lentPart = part;
    var shares = whole.stream().map(meter -> meter.share(lentPart)).toList();
    return new Terms(numbers, part, shares, slots == null ? null : places, gift);
  }

  /**
   * Gates that should hear at once: those that can get what they lack, and, while somebody lacks
   * something, those that hold more than their share.
   */
  List<String> restless(long now) {
    var push = new ArrayList<String>();
    expire(now);
    if (!isOpen(now)) {
      return push;
    }
    var whole = turns.whole(meters);
    turns.turn(whole, slots, now);
    var plan = turns.plan(whole, slots);
    double free = 1 - lent();
    boolean lacking = false;
    double tooMuch = WORTH_A_MESSAGE;
    for (int i = 0; i < plan.gates().size(); i++) {
      var holding = turns.of(plan.gates().get(i));
      if (holding != null) {
        double due = plan.parts().get(i) - holding.lastPart();
        boolean part = due > WORTH_A_MESSAGE || (due > 0 && holding.lastPart() <= 0);
        boolean place =
            slots != null
                && plan.slots().get(i) > holding.lastSlots()
                && holding.wish.slots() > holding.lastSlots();
        lacking |= part || place;
        double least = Turns.leastPart(holding, whole) - holding.lastPart();
        if (part && free < least) {
          tooMuch = ROUNDING; // a little more may be what it takes
        }
        if ((part && free > ROUNDING && free >= Math.min(due, Math.max(least, WORTH_A_MESSAGE)))
            || (place && freeSlots(holding) > holding.lastSlots())) {
          push.add(plan.gates().get(i));
        }
      }
    }
    for (int i = 0; lacking && i < plan.gates().size(); i++) {
      var holding = turns.of(plan.gates().get(i));
      if (holding != null
          && (holding.lastPart() - plan.parts().get(i) > tooMuch
              || holding.lastSlots() > plan.slots().get(i))) {
        push.add(plan.gates().get(i));
      }
    }
    return push;
  }

  /** The gate admits nothing more. */
  void returned(String gate, Map<LimitKey, Double> levels, long now) {
    expire(now);
    var holding = turns.holdings().remove(gate);
    fit(now);
    if (holding != null && !holding.holdsNothing()) {
      unlent.pour(levels, flowing(now));
    }
  }

  int holders(long now) {
    expire(now);
    return (int) turns.holdings().values().stream().filter(h -> !h.holdsNothing()).count();
  }

  /** Number of the oldest lease that may be in force at a gate; the highest of all for none. */
  long oldest(String gate, long now) {
    expire(now);
    var holding = turns.of(gate);
    return holding == null ? Long.MAX_VALUE : holding.oldest();
  }

  /** What is left in the buckets of a day, as far as is known. */
  Map<LimitKey, Double> dayLevels(long now) {
    var levels = new EnumMap<LimitKey, Double>(LimitKey.class);
    for (var meter : meters) {
      if (meter.key().isDaily()) {
        double sum = unlent.level(meter.key(), flowing(now));
        for (var holding : turns.holdings().values()) {
          sum += holding.dayLevels.getOrDefault(meter.key(), 0.0);
        }
        levels.put(meter.key(), sum);
      }
    }
    return levels;
  }

  /** The parts that may be in force now, at most 1. */
  double lent() {
    double sum = 0;
    for (var holding : turns.holdings().values()) {
      sum += holding.part();
    }
    return sum;
  }

  private int slotsOffered() {
    int sum = 0;
    for (var holding : turns.holdings().values()) {
      sum += holding.slotsOffered();
    }
    return sum;
  }

  private int freeSlots(Holding asking) {
    if (slots == null) {
      return 0;
    }
    int others = -asking.slots();
    for (var holding : turns.holdings().values()) {
      others += holding.slots();
    }
    return Math.max(0, slots - others);
  }

  /** What is broken of what must always hold, or null. */
  @Nullable String broken(long now) {
    if (lent() > 1 + ROUNDING) {
      return "the parts lent sum to " + lent() + ", at most 1: " + turns.holdings().keySet();
    }
    if (slots != null && slotsOffered() > Math.max(slots, slotsBefore)) {
      return "calls in flight lent are " + slotsOffered() + ", at most " + slots;
    }
    return unlent.broken(turns.whole(meters), Math.max(0, 1 - lent()), flowing(now));
  }

  /** What ended unheard counts as spent. */
  private void expire(long now) {
    boolean ended = false;
    var all = turns.holdings().values().iterator();
    while (all.hasNext()) {
      var holding = all.next();
      long oldest = holding.oldest();
      double part = holding.part();
      holding.expire(now);
      if (holding.oldest() != oldest) {
        ended = true;
        if (holding.holdsNothing()) {
          mourn(holding, part, now);
        }
      }
      if (holding.holdsNothing() && now - holding.heardAt > life) {
        all.remove();
        ended = true;
      }
    }
    if (ended) {
      fit(now);
    }
    if (slots != null && slotsBefore > slots) {
      slotsBefore = Math.max(slots, Math.min(slotsBefore, slotsOffered()));
    }
  }

  /**
   * A gate that had the whole for itself may have left a debt. Of a day's bucket comes back what it
   * cannot have spent since it was heard.
   */
  private void mourn(Holding holding, double part, long now) {
    fit(now);
    double calls = Double.MAX_VALUE;
    for (var meter : meters) {
      if (!meter.key().isDaily()) {
        double largest = Math.min(holding.largest(meter.key().unit()), meter.largest());
        double debt = part <= 0 ? 0 : largest - meter.capacity() * part;
        unlent.pour(meter.key(), -Math.max(0, debt), flowing(now));
        if (meter.key().unit() == LimitKey.Unit.REQUESTS) {
          calls = Math.min(calls, meter.capacity() + 2 * meter.perSecond() * life / 1e9);
        }
      }
    }
    double spent = calls;
    holding.dayLevels.forEach((key, level) -> {
      if (key.unit() == LimitKey.Unit.REQUESTS && level > spent) {
        unlent.pour(key, level - spent, flowing(now));
      }
    });
    holding.dayLevels = Map.of();
  }

  private void fit(long now) {
    unlent.fit(turns.whole(meters), Math.max(0, 1 - lent()), flowing(now));
  }
}
