package dev.windlass.workers.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The gate's side of the talk with the owner of its limit: when it asks, and for what.
 *
 * <p>It asks as often as it is told to; at once when less is lent to it than before, because only
 * its word frees the rest for others; at once when figures have changed, because a change counts
 * when it is confirmed; and soon when there is work and nothing is lent. Belongs to one actor; not
 * thread-safe. Times are nanoseconds of the node's monotonic clock.
 */
public final class Borrower {
  /** Between two words of a gate that has work and no share. */
  private static final long HUNGRY_NANOS = 50_000_000L;

  private static final double ROUNDING = 1e-9;

  /** Shares follow use with so much room to grow. */
  private static final double ROOM = 1.25;

  private final LimitId limit;
  private final String node;
  private final long incarnation;
  private final LimitGate gate;
  private final long renewal;
  private final @Nullable LimitFigures here;
  private boolean asked;
  private long askedAt;

  /**
   * @param incarnation another one for each gate that this node ever has
   * @param renewal how often a lease is renewed
   */
  public Borrower(LimitId limit, String node, long incarnation, LimitGate gate, Duration renewal) {
    this(limit, node, incarnation, gate, renewal, null);
  }

  /**
   * As above.
   *
   * @param here figures that this node configures for the limit, or null
   */
  public Borrower(
      LimitId limit,
      String node,
      long incarnation,
      LimitGate gate,
      Duration renewal,
      @Nullable LimitFigures here) {
    this.here = here;
    this.limit = limit;
    this.node = node;
    this.incarnation = incarnation;
    this.gate = gate;
    this.renewal = renewal.toNanos();
  }

  /** Whether it is time to ask; to be looked at a few times a second. */
  public boolean isDue(long now) {
    return !asked || now - askedAt >= renewal || !gate.holdsLease(now);
  }

  /** Whether to ask because steps wait and too little is lent; looked at with each turn. */
  public boolean isHungry(int waiting, long now) {
    return waiting > 0
        && (!gate.holdsLease(now) || gate.holdsNothing() || gate.needsMore())
        && now - askedAt >= HUNGRY_NANOS;
  }

  /** A lease came; true when the owner should be answered at once. */
  public boolean leased(Governing.Leased lease, long now) {
    double share = gate.share();
    int slots = gate.slots() == null ? 0 : gate.slots();
    var figures = gate.figures();
    long number = gate.leaseNumber();
    long epoch = gate.epoch();
    gate.leased(lease, now);
    boolean fresh = number != gate.leaseNumber() || epoch != gate.epoch();
    boolean less =
        share - gate.share() > ROUNDING
            || (gate.slots() != null && gate.slots() < slots && epoch == gate.epoch());
    return fresh && (less || !figures.equals(gate.figures()));
  }

  /**
   * What to tell the owner.
   *
   * @param busy whether steps wait that the limit alone holds back
   * @param calls in flight that the gate could use
   */
  public Governing.Renew ask(
      boolean busy,
      int calls,
      Governing.Report report,
      ActorRef<Governing.ToGate> replyTo,
      long now) {
    asked = true;
    askedAt = now;
    double used = Math.min(1, gate.usedPart(now) * gate.share() * ROOM);
    var wish = new Governing.Wish(busy ? 1 : used, calls, gate.largest(now), gate.taken().calls());
    return new Governing.Renew(
        limit,
        node,
        incarnation,
        gate.epoch(),
        gate.leaseNumber(),
        now,
        wish,
        gate.shed(),
        report,
        here,
        replyTo);
  }

  /** The gate was refused by the provider. */
  public Governing.Refused refused(Duration away, Instant at, Pause.Cause cause) {
    return new Governing.Refused(limit, node, incarnation, away, at, cause);
  }

  /** See {@link Governing.Exceeded}. */
  public Governing.Exceeded exceeded(LimitKey.Unit unit, double passed, long agoNanos) {
    return new Governing.Exceeded(limit, node, unit, passed, agoNanos);
  }

  /** Nothing is admitted any more. */
  public Governing.Returned close(long now) {
    Map<LimitKey, Double> left = gate.holdsLease(now) ? gate.close(now) : Map.of();
    return new Governing.Returned(limit, node, incarnation, left);
  }
}
