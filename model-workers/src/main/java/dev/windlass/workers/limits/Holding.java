package dev.windlass.workers.limits;

import java.util.ArrayDeque;
import java.util.Map;

/**
 * What was offered to one gate and may be in force there. A gate lives by the newest lease that has
 * reached it; which one that is the owner knows only from the gate. So all offers count from the
 * one that was last confirmed on, each until its own time is over. Not thread-safe.
 */
final class Holding {
  private record Offer(long number, double part, int slots, long until) {}

  private final ArrayDeque<Offer> offers = new ArrayDeque<>();
  private long confirmed;

  /** What the gate said last. */
  Governing.Wish wish = new Governing.Wish(0, 0, Map.of(), 0);

  Map<LimitKey, Double> dayLevels = Map.of();
  int inUse;
  long heardAt;

  /** The gate's turn where not all can hold something: since when, and its calls before. */
  long turnSince;

  long admittedBefore;

  /** Tokens of one call, by what they are. */
  double largest(LimitKey.Unit unit) {
    return wish.largest().getOrDefault(unit, 0.0);
  }

  /** Drops what is not in force any more; true if the gate says so for the first time. */
  boolean confirm(long number) {
    if (number <= confirmed || offers.stream().noneMatch(o -> o.number() == number)) {
      return false;
    }
    confirmed = number;
    while (offers.getFirst().number() < number) {
      offers.removeFirst();
    }
    return true;
  }

  void offer(long number, double part, int slots, long until) {
    offers.addLast(new Offer(number, part, slots, until));
  }

  /** Offers end in the order in which they were made. */
  void expire(long now) {
    while (!offers.isEmpty() && now - offers.getFirst().until() > 0) {
      offers.removeFirst();
    }
  }

  /** Number of the oldest lease that may be in force; {@link Long#MAX_VALUE} when none may. */
  long oldest() {
    return offers.isEmpty() ? Long.MAX_VALUE : offers.getFirst().number();
  }

  boolean holdsNothing() {
    return offers.isEmpty();
  }

  /** The part that may be in force. */
  double part() {
    double most = 0;
    for (var offer : offers) {
      most = Math.max(most, offer.part());
    }
    return most;
  }

  /** Places that were offered and may be in force. */
  int slotsOffered() {
    int most = 0;
    for (var offer : offers) {
      most = Math.max(most, offer.slots());
    }
    return most;
  }

  /** Places that are taken: offered, or by calls that have not ended. */
  int slots() {
    return Math.max(slotsOffered(), inUse);
  }

  /** What was offered last. */
  double lastPart() {
    return offers.isEmpty() ? 0 : offers.getLast().part();
  }

  int lastSlots() {
    return offers.isEmpty() ? 0 : offers.getLast().slots();
  }
}
