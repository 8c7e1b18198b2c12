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
 * owner from when it answered, so the gate always ends first. Every message may be lost, late,
 * doubled or overtaken: that costs time, and never lets more go than the limit allows.
 */
public final class Governing {
  private Governing() {}

  /** What the keeper of a provider's limits is told. */
  public sealed interface ToProvider extends Travels {}

  /** What it tells itself. */
  non-sealed interface Internal extends ToProvider {}

  /** What the owner of one limit is told. */
  public sealed interface ToOwner extends ToProvider {
    LimitId limit();
  }

  /**
   * A gate wants a lease, or to go on with the one it has. Sent every few hundred milliseconds, and
   * at once when less was lent than before, so that the difference can be lent to others.
   *
   * @param incarnation differs for each gate that a node ever has
   * @param epoch of the owner that lent the lease in force, 0 for none
   * @param lease number of the lease in force: the owner now knows that older ones are not
   * @param askedAt the gate's own clock, given back unread; grows with each of its messages
   * @param shed what did not fit the buckets any more when this lease began
   * @param here figures that the gate's own node configures for this limit; they count where the
   *     owner's node configures none for the provider
   */
  public record Renew(
      LimitId limit,
      String node,
      long incarnation,
      long epoch,
      long lease,
      long askedAt,
      Wish wish,
      Map<LimitKey, Double> shed,
      Report report,
      @Nullable LimitFigures here,
      ActorRef<ToGate> gate)
      implements ToOwner {}

  /** The gate admits nothing more; what was left in its buckets comes back. */
  public record Returned(LimitId limit, String node, long incarnation, Map<LimitKey, Double> levels)
      implements ToOwner {}

  /** The provider refused a call; every gate of the limit is to stay away for so long. */
  public record Refused(
      LimitId limit, String node, long incarnation, Duration away, Instant at, Pause.Cause cause)
      implements ToOwner {}

  /**
   * A call was refused for a rate, as far as the pool can tell.
   *
   * @param unit calls, or tokens where the provider named them
   * @param passed what had got through at this gate: calls when this one started, tokens now
   * @param agoNanos since when the call was under way
   */
  public record Exceeded(
      LimitId limit, String node, LimitKey.Unit unit, double passed, long agoNanos)
      implements ToOwner {}

  /** Other figures by model, {@code *} for every model; a null takes one away. */
  public record Change(
      Map<String, Map<LimitKey, @Nullable Double>> figures, ActorRef<Limits> replyTo)
      implements ToProvider {}

  /** What is configured is in force again, for one model or for all. */
  public record Reset(@Nullable String model, ActorRef<Limits> replyTo) implements ToProvider {}

  /** How do the limits stand? */
  public record Describe(ActorRef<Limits> replyTo) implements ToProvider {}

  /**
   * What a gate could use.
   *
   * @param demand share of the limit, 0 to 1
   * @param slots calls in flight
   * @param largest tokens by unit that one call took lately; a share smaller than one call is of no
   *     use
   * @param admitted calls that the gate has admitted ever
   */
  public record Wish(double demand, int slots, Map<LimitKey.Unit, Double> largest, long admitted) {}

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
   * @param epoch of the owner; a later owner's is higher
   * @param number grows with each lease of this owner
   * @param askedAt from {@link Renew}; the lease lasts from there
   * @param figures the whole limit's figures in force
   * @param meters the gate's share of each bucket; of no flow and no room when nothing is lent
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
   * A limit as its owner sees it.
   *
   * @param learned lowers what is configured, and stands where nothing is
   * @param lastRefusal when the provider last said 429, or null
   * @param pauseLeft what is left of the pause that it asked for
   * @param owner the node that the owner is on
   */
  public record Described(
      LimitId limit,
      LimitFigures configured,
      LimitFigures learned,
      List<Report> gates,
      @Nullable Instant lastRefusal,
      Duration pauseLeft,
      String owner) {}

  /**
   * The limits of a provider.
   *
   * @param inUse those that gates have asked for
   * @param changes what was changed while running, by model
   * @param owner the node that keeps them
   */
  public record Limits(
      List<Described> inUse, Map<String, Map<LimitKey, @Nullable Double>> changes, String owner)
      implements Travels {}
}
