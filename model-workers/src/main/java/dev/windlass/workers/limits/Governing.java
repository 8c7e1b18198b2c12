package dev.windlass.workers.limits;

import dev.windlass.engine.protocol.Travels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The talk between the owner of a limit and the gates that admit calls within it.
 *
 * <p>A lease is a share of the limit's flow for at most two seconds, not a number of calls: the
 * gate runs buckets of its own at its share of the rate and of the capacity, so pacing needs no
 * message. Clocks of two nodes are never compared: a gate counts its lease from when it asked, the
 * owner from when it answered, so the gate always ends first.
 */
public final class Governing {
  private Governing() {}

  /** What the owner of a limit is told. */
  public sealed interface ToOwner extends Travels {}

  /**
   * A gate wants a lease, or to go on with the one it has. Sent every few hundred milliseconds.
   *
   * @param epoch of the owner that lent the lease in force, 0 for none
   * @param lease number of the lease in force: the owner now knows that older ones are not
   * @param askedAt the gate's own clock, given back unread
   * @param demand the share of the limit that the gate could use, 0 to 1
   * @param slotsWanted calls in flight that the gate could use
   */
  public record Renew(
      String node,
      long epoch,
      long lease,
      long askedAt,
      double demand,
      int slotsWanted,
      Report report,
      ActorRef<ToGate> gate)
      implements ToOwner {}

  /** The gate admits nothing more; what was left in its buckets comes back. */
  public record Returned(String node, Map<LimitKey, Double> levels) implements ToOwner {}

  /** The provider refused a call; every gate of the limit is to stay away for so long. */
  public record Refused(String node, Duration away, Instant at, Pause.Cause cause)
      implements ToOwner {}

  /**
   * A call was refused for a rate, as far as the pool can tell.
   *
   * @param unit calls, or tokens where the provider named them
   * @param passed what had got through at this gate: calls when this one started, tokens now
   * @param agoNanos since when the call was under way
   */
  public record Exceeded(String node, LimitKey.Unit unit, double passed, long agoNanos)
      implements ToOwner {}

  /** Other figures from now on. */
  public record Change(LimitFigures figures, ActorRef<Described> replyTo) implements ToOwner {}

  /** How does the limit stand? */
  public record Describe(ActorRef<Described> replyTo) implements ToOwner {}

  /** The owner's own reminder to answer changes that wait for a silent gate. */
  record ChangeOverdue(long change) implements ToOwner {}

  /**
   * How a gate stands.
   *
   * @param used by unit in the last 60 s; calls in flight under {@code CALLS}
   * @param waiting steps that wait in its pool
   * @param waitingMs for how long the pool has stood still for the same reason
   * @param blockedBy the figure that its steps, and those queued for it, wait for, or null
   * @param learned from the provider's headers
   * @param cap calls in flight that it allows now
   * @param dayLevels what is left in the buckets of a day
   * @param pausedBy why calls do not go, or go one by one; null while they flow
   * @param pausedMs until the next one may go
   * @param refused answers 429 in the last 60 s
   * @param tally what has got through in all
   */
  public record Report(
      Map<LimitKey.Unit, Double> used,
      long waiting,
      long waitingMs,
      @Nullable LimitKey blockedBy,
      LimitFigures learned,
      int cap,
      Map<LimitKey, Double> dayLevels,
      Pause.@Nullable Cause pausedBy,
      long pausedMs,
      Discovery.Tally tally,
      long refused) {}

  /** What a gate is told. */
  public sealed interface ToGate extends Travels {}

  /**
   * A lease.
   *
   * @param epoch of the owner; differs after each restart of it
   * @param number counts the owner's leases to this gate
   * @param askedAt from {@link Renew}; the lease lasts from there
   * @param figures the whole limit's figures in force
   * @param meters the gate's share of each bucket
   * @param slots the gate's share of the calls in flight, null where they are not limited
   * @param gift to pour into the gate's buckets, once
   * @param holders gates that hold a lease of this limit
   * @param found what the owner found out by itself
   */
  public record Leased(
      long epoch,
      long number,
      long askedAt,
      Duration life,
      LimitFigures figures,
      List<Meter> meters,
      @Nullable Integer slots,
      Map<LimitKey, Double> gift,
      int holders,
      Discovery.Found found)
      implements ToGate {}

  /** Another gate was refused. */
  public record Paused(Duration away, Pause.Cause cause) implements ToGate {}

  /**
   * The limit as its owner sees it.
   *
   * @param learned from refusals; what the gates read in headers stands in their reports
   * @param lastRefusal when the provider last said 429, or null
   * @param pauseLeft what is left of the pause that it asked for
   */
  public record Described(
      LimitId limit,
      LimitFigures configured,
      LimitFigures learned,
      List<Report> gates,
      @Nullable Instant lastRefusal,
      Duration pauseLeft,
      String owner)
      implements Travels {}
}
