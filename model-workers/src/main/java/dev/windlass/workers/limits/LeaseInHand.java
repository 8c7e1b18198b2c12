package dev.windlass.workers.limits;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lease that a gate holds, or held. Not thread-safe. */
final class LeaseInHand {
  private long epoch;
  private long number;
  private boolean open;
  private long ends;
  private LimitFigures figures = LimitFigures.NONE;
  private @Nullable Integer slots;
  private double share = 1;
  private Discovery.Found found = Discovery.Found.NOTHING;

  /** Whether this one was overtaken by the one in hand. */
  boolean isBehind(Governing.Leased lease) {
    return lease.epoch() < epoch || (lease.epoch() == epoch && lease.number() <= number);
  }

  void take(Governing.Leased lease) {
    epoch = lease.epoch();
    number = lease.number();
    open = true;
    ends = lease.askedAt() + lease.life().toNanos();
    figures = lease.figures();
    slots = lease.slots();
    found = lease.found();
    share = shareOf(lease.meters(), figures.meters());
  }

  /** A share is the same part of every bucket. */
  private static double shareOf(List<Meter> lent, List<Meter> whole) {
    for (var meter : lent) {
      for (var each : whole) {
        if (each.key() == meter.key() && each.perSecond() > 0) {
          return meter.perSecond() / each.perSecond();
        }
      }
    }
    return 1;
  }

  /** It is given back, whatever its time. */
  void close() {
    open = false;
  }

  boolean lasts(long now) {
    return open && now - ends < 0;
  }

  /** Whether it lets nothing go at all. */
  boolean isEmpty() {
    return share <= 0 || (slots != null && slots <= 0);
  }

  long epoch() {
    return epoch;
  }

  long number() {
    return number;
  }

  /** The whole limit's figures. */
  LimitFigures figures() {
    return figures;
  }

  /** Calls in flight; null where nobody limits them. */
  @Nullable Integer slots() {
    return slots;
  }

  /** The part of the limit that it is, 0 to 1; all of it where no rate is limited. */
  double share() {
    return share;
  }

  Discovery.Found found() {
    return found;
  }
}
