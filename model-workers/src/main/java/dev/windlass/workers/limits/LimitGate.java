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
 * <p>The lease says how much of each bucket is this gate's; the gate fills and empties those buckets
 * itself. A lease that has ended admits nothing. What the provider says, in headers and refusals,
 * reaches the buckets at once and the owner with the next renewal.
 *
 * <p>Times are nanoseconds of this node's monotonic clock. Belongs to one actor; not thread-safe.
 */
public final class LimitGate {
  /** Tokens of so many seconds may come late from a timer without being lost. */
  private static final double LATE_SECONDS = 0.005;

  private static final long READ_HEADERS_EVERY = 10_000_000L;

  private final Map<LimitKey, Meter> meters = new EnumMap<>(LimitKey.class);
  private final Map<LimitKey, TokenBucket> buckets = new EnumMap<>(LimitKey.class);
  private final Map<LimitKey.Unit, Double> remaining = new EnumMap<>(LimitKey.Unit.class);
  private final UsageWindow requests = new UsageWindow();
  private final UsageWindow inputTokens = new UsageWindow();
  private final UsageWindow outputTokens = new UsageWindow();
  private final LearnedLimit learned = new LearnedLimit();
  private final RateTrim trim = new RateTrim();
  private final Pause pause;
  private long epoch;
  private long number;
  private boolean leased;
  private long leaseEnds;
  private LimitFigures figures = LimitFigures.NONE;
  private @Nullable Integer slots;
  private double part = 1;
  private double averageTokens = 500;
  private long readAt = Long.MIN_VALUE;
  private long admitted;
  private @Nullable LimitKey blockedKey;
  private WaitReason blocked = WaitReason.REQUESTS;
  private long retryAt;

  public LimitGate(RandomGenerator jitter) {
    this.pause = new Pause(jitter);
  }

  /** A lease came. An old one that was overtaken changes nothing. */
  public void leased(Governing.Leased lease, long now) {
    if (lease.epoch() == epoch && lease.number() <= number) {
      return;
    }
    if (lease.epoch() != epoch) {
      buckets.clear();
      meters.clear();
    }
    epoch = lease.epoch();
    number = lease.number();
    leased = true;
    leaseEnds = lease.askedAt() + lease.life().toNanos();
    figures = lease.figures();
    slots = lease.slots();
    pause.sharedBy(lease.holders());
    meters.keySet().retainAll(lease.meters().stream().map(Meter::key).toList());
    buckets.keySet().retainAll(meters.keySet());
    for (var meter : lease.meters()) {
      boolean known = meters.put(meter.key(), meter) != null;
      double gift = lease.gift().getOrDefault(meter.key(), 0.0);
      if (known) {
        shape(meter, now);
        bucket(meter.key()).pour(gift, now);
      } else {
        double level = meter.key().isDaily() && gift == 0 ? left(meter.key().unit()) : gift;
        buckets.put(
            meter.key(),
            new TokenBucket(
                meter.perSecond() * part, meter.capacity(), slack(meter), level, now));
      }
    }
  }

  /** Whether this gate may admit anything at all. */
  public boolean holdsLease(long now) {
    return leased && now - leaseEnds < 0;
  }

  public long epoch() {
    return epoch;
  }

  public long leaseNumber() {
    return number;
  }

  /** Calls in flight that the lease allows; null where nobody limits them. */
  public @Nullable Integer slots() {
    return slots;
  }

  /** Whether tokens are counted, so that an estimate is worth its time. */
  public boolean countsTokens() {
    for (var key : meters.keySet()) {
      if (key.unit() != LimitKey.Unit.REQUESTS) {
        return true;
      }
    }
    return false;
  }

  public boolean hasRates() {
    return !meters.isEmpty();
  }

  public LimitFigures figures() {
    return figures;
  }

  /** The bucket that can never hold this, or null. */
  public @Nullable Meter tooSmallFor(Reserve certain) {
    for (var meter : meters.values()) {
      if (certain.of(meter.key().unit()) > meter.largest()) {
        return meter;
      }
    }
    return null;
  }

  /** A step comes to an empty queue; see {@link TokenBucket#arrived}. */
  public void arrived(long now) {
    for (var bucket : buckets.values()) {
      bucket.arrived(now);
    }
  }

  /**
   * Admits one call now, or says no; then {@link #blockedBy} and {@link #retryAt} say why and until
   * when.
   */
  public boolean admit(Reserve reserve, long now) {
    if (!holdsLease(now)) {
      return refuse(WaitReason.REQUESTS, null, Long.MAX_VALUE);
    }
    if (!pause.admits(now)) {
      return refuse(WaitReason.BACKOFF, null, pause.admitsAt());
    }
    long latest = now;
    LimitKey slowest = null;
    for (var entry : buckets.entrySet()) {
      long at = entry.getValue().whenFits(reserve.of(entry.getKey().unit()), now);
      if (at > latest) {
        latest = at;
        slowest = entry.getKey();
      }
    }
    if (slowest != null) {
      boolean ofRequests = slowest.unit() == LimitKey.Unit.REQUESTS;
      return refuse(ofRequests ? WaitReason.REQUESTS : WaitReason.TOKENS, slowest, latest);
    }
    for (var entry : buckets.entrySet()) {
      entry.getValue().take(reserve.of(entry.getKey().unit()), now);
    }
    admitted++;
    requests.add(1, now);
    averageTokens += (reserve.input() + reserve.output() - averageTokens) / 16;
    pause.started(now);
    return true;
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

  /** How many calls have been admitted ever; a call notes it when it starts. */
  public long admitted() {
    return admitted;
  }

  /** The call ended and used so much; also when it is known that it used nothing. */
  public void settle(Reserve reserved, Reserve actual, long admittedAt, long now) {
    inputTokens.add(actual.input(), now);
    outputTokens.add(actual.output(), now);
    for (var entry : buckets.entrySet()) {
      var unit = entry.getKey().unit();
      if (unit != LimitKey.Unit.REQUESTS) {
        entry.getValue().settle(reserved.of(unit), actual.of(unit), admittedAt, now);
      }
    }
  }

  /**
   * The provider refused a call for the limit.
   *
   * @param wait how long it asks us to stay away, null when it does not say
   */
  public void refused(@Nullable Duration wait, Reserve reserved, long now) {
    pause.refused(wait == null ? 0 : wait.toNanos(), now);
    trim.refused(now);
    freeze(reserved, now);
  }

  /** The account is exhausted. */
  public void park(Reserve reserved, long now) {
    pause.park(now);
    freeze(reserved, now);
  }

  /** Another gate was refused. */
  public void pausedElsewhere(Duration wait, long now) {
    pause.elsewhere(wait.toNanos(), now);
    freeze(Reserve.NONE, now);
  }

  /** A call that started then was not refused. */
  public void served(long startedAt) {
    pause.proven(startedAt);
    trim.served(startedAt);
  }

  /** After a pause one call may go at once, and the flow is even from there. */
  private void freeze(Reserve reserved, long now) {
    long until = now + pause.left(now);
    buckets.forEach(
        (key, bucket) -> {
          if (!key.isDaily()) {
            bucket.freeze(reserved.of(key.unit()), until, now);
          }
        });
  }

  /**
   * Reads an answer's headers; true when the limit's figures have changed and the owner should know
   * at once.
   *
   * @param admittedBefore what {@link #admitted} was when the call started
   */
  public boolean heard(
      Map<String, String> headers,
      boolean refused,
      long admittedBefore,
      long startedAt,
      long now,
      Instant wallClock) {
    if (headers.isEmpty() || (!refused && readAt != Long.MIN_VALUE && now - readAt < READ_HEADERS_EVERY)) {
      return false;
    }
    readAt = now;
    var readings = LimitSignals.readings(headers, wallClock);
    var before = learned.figures();
    boolean changed = !learned.heard(readings, refused, figures).equals(before);
    for (var reading : readings) {
      if (reading.remaining() >= 0) {
        remaining.put(reading.unit(), reading.remaining());
        if (reading.unit() == LimitKey.Unit.REQUESTS) {
          level(reading.remaining(), admittedBefore, startedAt, now);
        }
      }
    }
    return changed;
  }

  /**
   * Others may use the same key: the provider's bucket cannot hold more than it said, and what has
   * flowed in since, less what we sent since.
   */
  private void level(double said, long admittedBefore, long startedAt, long now) {
    for (var meter : meters.values()) {
      if (meter.key().unit() == LimitKey.Unit.REQUESTS && !meter.key().isDaily()) {
        double seconds = (now - startedAt) / 1e9;
        double most = said + 1 + meter.perSecond() * seconds - (admitted - admittedBefore);
        double doubt = 1 + 0.1 * meter.perSecond();
        var bucket = bucket(meter.key());
        if (most + doubt < bucket.level(now)) {
          bucket.lower(Math.max(0, most), now);
        }
      }
    }
  }

  /** Follows the trim of the rate; call a few times a second. */
  public void beat(long now) {
    double wanted = trim.part(now);
    if (wanted != part) {
      part = wanted;
      meters.values().forEach(meter -> shape(meter, now));
    }
  }

  /** How many calls may start until then, in the whole; at least 0. */
  public int fitUntil(long horizon, long now) {
    if (!holdsLease(now)) {
      return 0;
    }
    if (pause.isProbing()) {
      return pause.left(now) <= horizon - now ? 1 : 0;
    }
    double most = Integer.MAX_VALUE / 2;
    for (var meter : meters.values()) {
      double flow = meter.perSecond() * part * Math.max(0, horizon - now - pause.left(now)) / 1e9;
      double level = bucket(meter.key()).level(now) + flow;
      boolean ofRequests = meter.key().unit() == LimitKey.Unit.REQUESTS;
      most = Math.min(most, ofRequests ? level : level / Math.max(1, averageTokens));
    }
    return (int) Math.max(0, most);
  }

  /** The largest time between looks that loses nothing of the flow, in nanoseconds. */
  public long finestPace() {
    double seconds = 1;
    for (var meter : meters.values()) {
      seconds = Math.min(seconds, (meter.capacity() + slack(meter)) / meter.perSecond() / 4);
    }
    return (long) (seconds * 1e9);
  }

  /** How much of the limit is used, 0 to 1, over the last five seconds. */
  public double usedPart(long now) {
    double most = 0;
    for (var meter : meters.values()) {
      double used = used(meter.key().unit(), 5, now) / 5;
      most = Math.max(most, used / meter.perSecond());
    }
    return Math.min(1, most);
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

  /** What this gate tells the owner. */
  public Governing.Report report(int inFlight, int cap, long waiting, long waitingMs, long now) {
    var used = new EnumMap<LimitKey.Unit, Double>(LimitKey.Unit.class);
    for (var unit : LimitKey.Unit.values()) {
      used.put(unit, unit == LimitKey.Unit.CALLS ? inFlight : used(unit, 60, now));
    }
    var days = new EnumMap<LimitKey, Double>(LimitKey.class);
    buckets.forEach(
        (key, bucket) -> {
          if (key.isDaily()) {
            days.put(key, bucket.level(now));
          }
        });
    var key = waiting == 0 ? null : blocked == WaitReason.CONCURRENCY ? LimitKey.CONCURRENCY : blockedKey;
    return new Governing.Report(used, waiting, waitingMs, key, learned.figures(), cap, days);
  }

  /** The pool cannot start another call although the limit would let it. */
  public void blockedByCalls() {
    refuse(WaitReason.CONCURRENCY, LimitKey.CONCURRENCY, Long.MAX_VALUE);
  }

  /** What is left in the buckets, to be given back with the lease; nothing is admitted any more. */
  public Map<LimitKey, Double> close(long now) {
    leased = false;
    var levels = new EnumMap<LimitKey, Double>(LimitKey.class);
    buckets.forEach((key, bucket) -> levels.put(key, bucket.level(now)));
    return levels;
  }

  private double used(LimitKey.Unit unit, int seconds, long now) {
    return switch (unit) {
      case REQUESTS, CALLS -> requests.last(seconds, now);
      case INPUT -> inputTokens.last(seconds, now);
      case OUTPUT -> outputTokens.last(seconds, now);
      case TOKENS -> inputTokens.last(seconds, now) + outputTokens.last(seconds, now);
    };
  }

  private double left(LimitKey.Unit unit) {
    return remaining.getOrDefault(unit, 0.0);
  }

  private void shape(Meter meter, long now) {
    bucket(meter.key()).reshape(meter.perSecond() * part, meter.capacity(), slack(meter), now);
  }

  private static double slack(Meter meter) {
    return meter.key().unit() == LimitKey.Unit.REQUESTS ? 1 : meter.perSecond() * LATE_SECONDS;
  }

  private TokenBucket bucket(LimitKey key) {
    var bucket = buckets.get(key);
    if (bucket == null) {
      throw new IllegalStateException("no bucket for " + key.wireName());
    }
    return bucket;
  }
}
