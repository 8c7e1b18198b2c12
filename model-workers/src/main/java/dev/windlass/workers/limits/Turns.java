package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who should hold what of a limit, and whose turn it is where not all can hold something.
 *
 * <p>A part that cannot hold one call, or needs long to, is of no use. Where there are more gates
 * with work than such parts, they hold in turns: a turn ends after {@link #TURN} when a call was
 * made in it, sooner when nothing waits there any more, and at the latest after the time in which a
 * call must have become possible. Not thread-safe.
 */
final class Turns {
  /** Long against the time it takes to move a part, a millisecond or two, short for who waits. */
  static final long TURN = 500_000_000L;

  private static final long LONGEST_TURN = 600_000_000_000L;
  private static final double LEAST = 1e-3;
  private static final double ROUNDING = 1e-9;

  /** A part in which one call takes longer than this is lent with others, in turns. */
  private static final double SOON_SECONDS = 10;

  /**
   * Who should hold what.
   *
   * @param gates in turn
   * @param parts 0 to 1
   */
  record Plan(List<String> gates, List<Double> parts, List<Integer> slots) {}

  private final Map<String, Holding> holdings = new LinkedHashMap<>(); // in turn

  Map<String, Holding> holdings() {
    return holdings;
  }

  @Nullable Holding of(String gate) {
    return holdings.get(gate);
  }

  /** The gate's turn begins. */
  static void begin(Holding holding, long now) {
    holding.turnSince = now;
    holding.admittedBefore = holding.wish.admitted();
  }

  /** Who has had a turn goes to the end when others wait for theirs. */
  void turn(List<Meter> whole, @Nullable Integer slots, long now) {
    var plan = plan(whole, slots);
    boolean someWait = false;
    for (int i = 0; i < plan.gates().size(); i++) {
      someWait |= waits(plan, i, slots);
    }
    for (int i = 0; someWait && i < plan.gates().size(); i++) {
      var gate = plan.gates().get(i);
      var holding = holdings.get(gate);
      if (holding != null
          && holding.lastPart() > 0
          && (slots == null || holding.wish.slots() == 0 || holding.lastSlots() > 0)
          && (plan.parts().get(i) <= 0
              || (!waits(plan, i, slots) && isOver(holding, whole, now)))) {
        begin(holding, now);
        holdings.remove(gate);
        holdings.put(gate, holding);
      }
    }
  }

  private boolean waits(Plan plan, int i, @Nullable Integer slots) {
    var holding = holdings.get(plan.gates().get(i));
    return holding != null
        && ((holding.wish.demand() >= 1 && plan.parts().get(i) <= 0)
            || (slots != null && holding.wish.slots() > 0 && plan.slots().get(i) == 0));
  }

  private static boolean isOver(Holding holding, List<Meter> whole, long now) {
    long since = now - holding.turnSince;
    boolean called = holding.wish.admitted() > holding.admittedBefore;
    if (called || holding.wish.demand() < 1) {
      return since >= TURN;
    }
    double fill = 0;
    for (var meter : whole) {
      if (!meter.key().isDaily()) {
        double flow = meter.perSecond() * holding.lastPart();
        fill = Math.max(fill, oneCall(holding, meter) / flow);
      }
    }
    return since >= (long) Math.min(LONGEST_TURN, TURN + 2e9 * fill);
  }

  /** As fairness has it: those with steps that wait come before those who may have some again. */
  Plan plan(List<Meter> whole, @Nullable Integer slots) {
    var parts = parts(whole, 0);
    int i = 0;
    boolean busyWait = false;
    for (var holding : holdings.values()) {
      busyWait |= parts[i++] <= 0 && holding.wish.demand() >= 1;
    }
    if (busyWait) {
      parts = parts(whole, 1);
    }
    var wanted = new int[parts.length];
    var may = new boolean[parts.length];
    i = 0;
    for (var holding : holdings.values()) {
      wanted[i] = Math.max(0, holding.wish.slots());
      may[i] = whole.isEmpty() || parts[i] > 0;
      i++;
    }
    var places = slots == null ? new int[parts.length] : Shares.places(slots, wanted, may);
    return new Plan(
        List.copyOf(holdings.keySet()),
        Arrays.stream(parts).boxed().toList(),
        Arrays.stream(places).boxed().toList());
  }

  /**
   * @param from demands below it do not count
   */
  private double[] parts(List<Meter> whole, double from) {
    var claims = new ArrayList<Shares.Claim>(holdings.size());
    for (var holding : holdings.values()) {
      double demand = Math.clamp(holding.wish.demand(), 0.0, 1.0);
      claims.add(new Shares.Claim(leastPart(holding, whole), demand < from ? 0 : demand));
    }
    return Shares.parts(claims);
  }

  /** The smallest part whose buckets hold one call of this gate, and flow it within some time. */
  static double leastPart(Holding holding, List<Meter> whole) {
    double least = LEAST;
    for (var meter : whole) {
      double one = oneCall(holding, meter);
      least = Math.max(least, one / meter.capacity());
      if (!meter.key().isDaily()) {
        least = Math.max(least, one / (meter.perSecond() * SOON_SECONDS));
      }
    }
    // parts of 1, 1/2, 1/3, ... fit into the place of each other
    return least >= 1 ? 1 : 1 / Math.floor(1 / least + ROUNDING);
  }

  private static double oneCall(Holding holding, Meter meter) {
    return meter.key().unit() == LimitKey.Unit.REQUESTS ? 1 : holding.largest(meter.key().unit());
  }

  /**
   * The buckets that are shared. For one gate a call that is larger than a bucket leaves a debt;
   * for several the bucket is as large as that call, which is the same bound, and no debt moves.
   */
  List<Meter> whole(List<Meter> meters) {
    if (holdings.size() <= 1) {
      return meters;
    }
    var whole = new ArrayList<Meter>(meters.size());
    for (var meter : meters) {
      double capacity = meter.capacity();
      for (var holding : holdings.values()) {
        double largest = holding.largest(meter.key().unit());
        capacity = Math.max(capacity, Math.min(largest, meter.largest()));
      }
      whole.add(new Meter(meter.key(), meter.perSecond(), capacity, meter.largest()));
    }
    return whole;
  }
}
