package dev.windlass.workers.limits;

import dev.windlass.engine.protocol.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Admits the calls of one node within its lease of one limit, without asking anyone.
 *
 * <p>The lease says how much of each bucket is this gate's; the gate fills and empties those
 * buckets itself. A lease that has ended admits nothing. What the provider says, in headers and
 * refusals, reaches the buckets at once and the owner with the next renewal.
 *
 * <p>Times are nanoseconds of this node's monotonic clock. Belongs to one actor; not thread-safe.
 */
public final class LimitGate {
  /** Answers that come closer than this say the same; reading each would cost as much as a call. */
  private static final long READ_HEADERS_EVERY = 1_000_000L;

  private final Buckets buckets = new Buckets();
  private final Map<LimitKey.Unit, Double> left = new EnumMap<>(LimitKey.Unit.class);
  private final GateUsage usage = new GateUsage();
  private final LearnedLimit learned = new LearnedLimit();
  private final RateTrim trim = new RateTrim();
  private final Slope slope = new Slope();
  private final SharedKey shared = new SharedKey();
  private final Pause pause;
  private final LeaseInHand inHand = new LeaseInHand();
  private final Map<LimitKey, Double> shed = new EnumMap<>(LimitKey.class);
  private boolean shedTold;
  private boolean shareTooSmall;
  private final LargestCalls largest = new LargestCalls();
  private boolean headersRead;
  private long readAt;
  private @Nullable LimitKey blockedKey;
  private WaitReason blocked = WaitReason.REQUESTS;
  private long retryAt;

  public LimitGate(RandomGenerator jitter) {
    this.pause = new Pause(jitter);
  }

  /** A lease came. An old one that was overtaken changes nothing. */
  public void leased(Governing.Leased lease, long now) {
    if (inHand.isBehind(lease)) {
      return;
    }
    boolean another = lease.epoch() != epoch();
    if (another || !holdsLease(now)) {
      // the owner counts what was left in a lease that ended as spent, and lends it on
      buckets.drain(now);
    }
    inHand.take(lease);
    pause.sharedBy(lease.holders());
    shareTooSmall = false;
    var over = buckets.shape(lease.meters(), share(), lease.gift(), left, now);
    if (shedTold || another) {
      shed.clear();
    }
    over.forEach((key, n) -> shed.merge(key, n, Double::sum));
    shedTold = false;
  }

  /** The part of the limit that the lease is, 0 to 1; all of it where no rate is limited. */
  public double share() {
    return inHand.share();
  }

  /** Whether the lease lets nothing go at all, so that only the owner can help. */
  public boolean holdsNothing() {
    return inHand.isEmpty();
  }

  /** Whether the next call needs a larger share than this lease is; the owner has to know. */
  public boolean needsMore() {
    return shareTooSmall;
  }

  /**
   * What did not fit when the lease in force began; it goes back to the owner with the next word.
   */
  Map<LimitKey, Double> shed() {
    shedTold = true;
    return Map.copyOf(shed);
  }

  /** Tokens that one call took at most of late. */
  Map<LimitKey.Unit, Double> largest(long now) {
    return largest.of(now);
  }

  /** Whether this gate may admit anything at all. */
  public boolean holdsLease(long now) {
    return inHand.lasts(now);
  }

  public long epoch() {
    return inHand.epoch();
  }

  public long leaseNumber() {
    return inHand.number();
  }

  /** Calls in flight that the lease allows; null where nobody limits them. */
  public @Nullable Integer slots() {
    return inHand.slots();
  }

  /** Whether tokens are counted, so that an estimate is worth its time. */
  public boolean countsTokens() {
    return buckets.countTokens();
  }

  public boolean hasRates() {
    return !buckets.isEmpty();
  }

  /** The whole limit's figures in force. */
  public LimitFigures figures() {
    return inHand.figures();
  }

  /** What the owner found out by itself. */
  public Discovery.Found found() {
    return inHand.found();
  }

  /** Calls that the rates let start in a second. */
  public double callsPerSecond() {
    return buckets.callsPerSecond();
  }

  /** The bucket that can never hold this, or null; a guess is no ground to turn a call away. */
  public @Nullable Meter tooSmallFor(Reserve certain) {
    return found().searched() ? null : buckets.tooSmallFor(certain);
  }

  /** A step comes to an empty queue: what was for late wake-ups is not its. */
  public void arrived(long now) {
    buckets.arrived(now);
  }

  /**
   * Admits one call now, or says no; then {@link #blockedBy} and {@link #retryAt} say why and until
   * when. Each admitted call must be {@link #written} once and then {@link #settle settled} once.
   *
   * @param doubt tokens to be left over beside the reserve, where that is little more than a guess
   */
  public boolean admit(Reserve reserve, double doubt, long now) {
    largest.see(reserve, now);
    if (!holdsLease(now) || holdsNothing()) {
      return refuseForLease();
    }
    var small = share() < 1 ? buckets.smallFor(reserve) : null;
    if (small != null) {
      shareTooSmall = true;
      boolean ofRequests = small.unit() == LimitKey.Unit.REQUESTS;
      return refuse(ofRequests ? WaitReason.REQUESTS : WaitReason.TOKENS, small, Long.MAX_VALUE);
    }
    if (!pause.admits(now)) {
      return refuse(WaitReason.BACKOFF, null, pause.admitsAt());
    }
    long at = buckets.whenFits(reserve, doubt, now);
    var slowest = buckets.slowest();
    if (slowest != null) {
      boolean ofRequests = slowest.unit() == LimitKey.Unit.REQUESTS;
      return refuse(ofRequests ? WaitReason.REQUESTS : WaitReason.TOKENS, slowest, at);
    }
    buckets.letGo(reserve);
    usage.admitted(reserve, now);
    pause.started(now);
    return true;
  }

  /**
   * Another gate has all of it, or the owner is silent: what the limit is of is what is missing.
   */
  private boolean refuseForLease() {
    var meters = figures().meters();
    if (meters.isEmpty() && slots() != null) {
      return refuse(WaitReason.CONCURRENCY, LimitKey.CONCURRENCY, Long.MAX_VALUE);
    }
    return refuse(
        WaitReason.REQUESTS, meters.isEmpty() ? null : meters.getFirst().key(), Long.MAX_VALUE);
  }

  private boolean refuse(WaitReason reason, @Nullable LimitKey key, long until) {
    blocked = reason;
    blockedKey = key;
    retryAt = until;
    return false;
  }

  public WaitReason blockedBy() {
    return blocked;
  }

  public @Nullable LimitKey blockedKey() {
    return blockedKey;
  }

  /** When to try again; {@link Long#MAX_VALUE} when only a message can help. */
  public long retryAt() {
    return retryAt;
  }

  /** What has been taken ever; a call notes it when it starts. */
  public Taken taken() {
    return usage.taken();
  }

  /**
   * The request of an admitted call was written then: from there on the provider counts it.
   *
   * @return since when it counts here, for {@link #settle}
   */
  public long written(Reserve reserve, long at) {
    return buckets.written(reserve, at);
  }

  /**
   * The call ended and used so much; also when it is known that it used nothing.
   *
   * @param counts what {@link #written} returned
   */
  public void settle(Reserve reserved, Reserve actual, long counts, long now) {
    usage.settled(reserved, actual, now);
    buckets.settle(reserved, actual, counts, now);
  }

  /** Calls that were written before have all been settled. */
  public void settledBefore(long at) {
    buckets.settledBefore(at);
  }

  /**
   * The provider refused a call for its rate.
   *
   * @param wait how long it asks us to stay away, null when it does not say
   * @param startedAt when that call started
   * @return how long other gates of the limit are to stay away
   */
  public Duration refused(@Nullable Duration wait, Reserve reserved, long startedAt, long now) {
    long nanos = wait == null ? 0 : wait.toNanos();
    pause.refused(nanos, startedAt, now);
    usage.refused(now);
    if (!found().searched()) {
      trim.refused(now);
    }
    freeze(reserved, now);
    return Duration.ofNanos(pause.isProbing() ? Math.max(nanos, Pause.SECOND) : nanos);
  }

  /**
   * The account, or what a day allows, is exhausted.
   *
   * @param wait how long the provider asks us to stay away, null when it does not say
   * @return how long other gates of the limit are to stay away
   */
  public Duration park(Pause.Cause cause, @Nullable Duration wait, Reserve reserved, long now) {
    pause.park(cause, wait == null ? 0 : wait.toNanos(), now);
    freeze(reserved, now);
    return pauseLeft(now);
  }

  /** What has got through: of calls, those that were started before and were not refused. */
  public double passed(LimitKey.Unit unit, long admittedBefore) {
    return usage.passed(unit, admittedBefore);
  }

  /** Another gate was refused. */
  public void pausedElsewhere(Pause.Cause cause, Duration wait, long now) {
    pause.elsewhere(cause, wait.toNanos(), now);
    freeze(Reserve.NONE, now);
  }

  /**
   * A call was refused because the rate grew too fast.
   *
   * @return false when that does not explain it, and it has to be taken for an ordinary refusal
   */
  public boolean tooSteep(long startedAt, long now) {
    var meters = buckets.meters();
    double before = usage.partBefore(meters, now);
    boolean explained = slope.refused(startedAt, before, usage.partNow(meters, now), now);
    beat(now);
    return explained;
  }

  /** A call that started then was not refused. */
  public void served(long startedAt) {
    pause.proven(startedAt);
    trim.served(startedAt);
    slope.served(startedAt);
  }

  private void freeze(Reserve reserved, long now) {
    buckets.freeze(reserved, now + pause.left(now), now);
  }

  /**
   * Reads an answer's headers; true when the limit's figures have changed and the owner should know
   * at once.
   *
   * @param before what {@link #taken} was when the call started
   */
  public boolean heard(
      Map<String, String> headers,
      boolean refused,
      Taken before,
      long startedAt,
      long now,
      Instant wallClock) {
    boolean justRead = headersRead && now - readAt < READ_HEADERS_EVERY;
    if (headers.isEmpty() || (justRead && !refused)) {
      return false;
    }
    headersRead = true;
    readAt = now;
    var readings = LimitSignals.readings(headers, wallClock);
    var known = learned.figures();
    boolean changed = !learned.heard(readings, refused, figures()).equals(known);
    for (var reading : readings) {
      if (reading.remaining() >= 0 && !reading.window()) {
        bucketHeard(reading, before, startedAt, now);
      }
    }
    return changed;
  }

  private void bucketHeard(Reading reading, Taken before, long startedAt, long now) {
    var unit = reading.unit();
    boolean daily = learned.isDaily(reading);
    if (daily) {
      left.put(unit, reading.remaining());
    }
    double share = shared.share(buckets, figures(), unit);
    double since = taken().of(unit) - before.of(unit);
    buckets.left(reading, daily, share, since, startedAt, now);
    double refill = learned.perSecond(reading);
    if (!daily && refill > 0) {
      shared.heard(reading, refill, before.of(unit), startedAt);
      buckets.room(unit, shared.part(figures(), unit, share), now);
    }
  }

  /** Whether the provider's headers say that nothing is left of what a day allows. */
  public boolean isDaySpent() {
    return learned.isDaySpent();
  }

  /** Follows the trim of the rate; call a few times a second. */
  public void beat(long now) {
    buckets.trim(trim.part(now) * slope.part(now), now);
  }

  /** How many calls may start until then, in the whole; at least 0. */
  public int fitUntil(long horizon, long now) {
    if (!holdsLease(now)) {
      return 0;
    }
    long from = now + pause.left(now);
    if (pause.isProbing()) {
      return horizon - from >= 0 ? 1 : 0;
    }
    return buckets.fitUntil(horizon, from, now);
  }

  /** The largest time between looks that loses nothing of the flow, in nanoseconds. */
  public long finestPace() {
    return buckets.finestPace();
  }

  /** How much of the limit is used, 0 to 1, over the last five seconds. */
  public double usedPart(long now) {
    double most = 0;
    for (var meter : buckets.meters()) {
      most = Math.max(most, usage.part(meter, now));
    }
    return most;
  }

  /** How much of one figure is used, 0 to 1, over the last five seconds. */
  public double usedPart(LimitKey key, long now) {
    for (var meter : buckets.meters()) {
      if (meter.key() == key && !key.isDaily()) {
        return usage.part(meter, now);
      }
    }
    return 1; // of calls in flight and of a day it holds only when all of it is in use
  }

  /**
   * Calls a second that the whole limit, not only this gate's share, lets through, by what calls
   * have taken in the last minute; infinite where nothing tells.
   *
   * @param held the figure that holds: only then is a day's figure asked
   */
  public double flow(@Nullable LimitKey held, long now) {
    return usage.callsPerSecond(figures().meters(), held, buckets.averageTokens(), now);
  }

  /** What is left of a pause. */
  public Duration pauseLeft(long now) {
    return Duration.ofNanos(pause.left(now));
  }

  public Pause pause() {
    return pause;
  }

  LimitFigures learned() {
    return learned.figures();
  }

  /**
   * What this gate tells the owner.
   *
   * @param heldMs for how long the pool has stood still
   * @param held the figure that holds the pool's steps, and those queued for it, or null
   */
  public Governing.Report report(
      int inFlight, int cap, long waiting, long heldMs, @Nullable LimitKey held, long now) {
    var used = new EnumMap<LimitKey.Unit, Double>(LimitKey.Unit.class);
    for (var unit : LimitKey.Unit.values()) {
      used.put(unit, unit == LimitKey.Unit.CALLS ? inFlight : usage.last(unit, 60, now));
    }
    var days = buckets.levels(now);
    days.keySet().removeIf(key -> !key.isDaily());
    var cause = pause.cause(now);
    return new Governing.Report(
        used,
        waiting,
        heldMs,
        held,
        learned.figures(),
        cap,
        days,
        cause,
        cause == null ? 0 : pause.left(now) / 1_000_000,
        usage.tally(),
        usage.refusedLastMinute(now));
  }

  /** The pool cannot start another call although the limit would let it. */
  public void blockedByCalls() {
    refuse(WaitReason.CONCURRENCY, LimitKey.CONCURRENCY, Long.MAX_VALUE);
  }

  /** What is left in the buckets, to be given back with the lease; nothing is admitted any more. */
  public Map<LimitKey, Double> close(long now) {
    inHand.close();
    return buckets.levels(now);
  }
}
