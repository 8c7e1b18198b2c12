package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.AnswerSizes;
import dev.windlass.workers.limits.ConcurrencyProbe;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.limits.Meter;
import dev.windlass.workers.limits.Reserve;
import dev.windlass.workers.limits.TokenBucket;
import dev.windlass.workers.limits.TokenEstimate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Decides about every step that a pool holds: it waits, is called, waits again after a fault, and
 * ends once or is handed back.
 *
 * <p>Steps start in the order in which they came; one that comes out of its backoff goes first, one
 * that was refused goes last. A waiting step holds no place among the calls in flight.
 *
 * <p>No actor and no clock; what is to be done it asks of its {@link Hands}. Not thread-safe.
 */
final class Desk {
  private static final long RAMP_FORGOTTEN_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int FEW = 2;

  /** What the desk cannot do itself. */
  interface Hands {
    void start(HeldStep step);

    /** Cuts the call; its end is still reported. */
    void abort(HeldStep step);

    void ended(HeldStep step, StepOutcome outcome);

    void handBack(HeldStep step);

    /** Tells the limit's owner that the provider refused. */
    void refused(Duration away);

    /** Tells the limit's owner at once what the headers say. */
    void learned();
  }

  /** What is known of one lane. */
  static final class Lane {
    final String name;
    final AnswerSizes sizes = new AnswerSizes();
    int calling;
    int waiting;

    Lane(String name) {
      this.name = name;
    }
  }

  private final LimitId limit;
  private final LimitGate gate;
  private final WorkerSettings settings;
  private final TokenEstimate estimate;
  private final PoolMetrics metrics;
  private final RandomGenerator random;
  private final Hands hands;
  private final ConcurrencyProbe probe;
  private final TokenBucket ramp;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final ArrayDeque<HeldStep> ready = new ArrayDeque<>();
  private final PriorityQueue<HeldStep> backoff =
      new PriorityQueue<>(Comparator.comparingLong(step -> step.dueAt));
  private final Set<HeldStep> calling = new LinkedHashSet<>();
  private int opened;
  private long lastEnded;
  private long waitingSince;
  private boolean draining;

  Desk(
      LimitId limit,
      LimitGate gate,
      WorkerSettings settings,
      TokenEstimate estimate,
      PoolMetrics metrics,
      RandomGenerator random,
      Hands hands,
      long now) {
    this.limit = limit;
    this.gate = gate;
    this.settings = settings;
    this.estimate = estimate;
    this.metrics = metrics;
    this.random = random;
    this.hands = hands;
    this.probe = new ConcurrencyProbe(settings.unconfiguredStart(), settings.pool());
    double rampSeconds = settings.rampTime().toNanos() / 1e9;
    this.ramp =
        new TokenBucket(
            settings.rampCalls() / rampSeconds, settings.rampCalls(), 0, settings.rampCalls(), now);
    this.lastEnded = now;
  }

  /** A step came; it is now this desk's until it ends or is handed back. */
  void granted(Side from, Dispatching.Granted granted, long now) {
    var request = granted.request();
    var lane = lane(request.call().lane());
    long maxTokens = AnswerSizes.maxTokens(request.call().options());
    var step = new HeldStep(request, granted.queuedMs(), from, lane, maxTokens, now);
    if (draining) {
      step.state = HeldStep.State.GONE;
      hands.handBack(step);
      return;
    }
    lane.waiting++;
    noteWaiting(now);
    ready.addLast(step);
  }

  /**
   * Starts what may start now.
   *
   * @return when to come again at the latest; {@link Long#MAX_VALUE} when only an event can help
   */
  long pump(long now, Instant wall) {
    returnFromBackoff(now);
    long again = Long.MAX_VALUE;
    while (!ready.isEmpty()) {
      if (calling.size() >= cap()) {
        gate.blockedByCalls();
        break;
      }
      if (!rampAllows(now)) {
        gate.blockedByCalls();
        again = ramp.whenFits(1, now);
        break;
      }
      var step = ready.getFirst();
      reserve(step);
      var tooSmall = gate.tooSmallFor(certain(step));
      if (tooSmall != null) {
        ready.removeFirst();
        end(step, tooLarge(step, tooSmall));
      } else if (gate.admit(step.reserve, now)) {
        ready.removeFirst();
        start(step, now, wall);
      } else {
        again = gate.retryAt();
        break;
      }
    }
    var next = backoff.peek();
    return next == null ? again : Math.min(again, next.dueAt);
  }

  private void start(HeldStep step, long now, Instant wall) {
    if (calling.isEmpty() && now - lastEnded > RAMP_FORGOTTEN_NANOS) {
      opened = 0;
    }
    if (calling.size() >= opened) {
      ramp.take(1, now);
      opened = calling.size() + 1;
    }
    step.state = HeldStep.State.CALLING;
    step.calls++;
    step.startedAt = now;
    step.startedWall = wall;
    step.admittedBefore = gate.admitted();
    step.deadline = now + step.call().timeout().toNanos();
    long waited = now - step.waitsSince;
    step.waitedMs = waited / 1_000_000;
    metrics.waited(step.failures > 0 ? WaitReason.BACKOFF : gate.blockedBy(), waited);
    if (step.request.mayBeRepeat() && step.calls == 1) {
      metrics.repeated();
    }
    step.lane.waiting--;
    step.lane.calling++;
    calling.add(step);
    hands.start(step);
  }

  private boolean rampAllows(long now) {
    return calling.size() < opened || ramp.fits(1, now);
  }

  private void reserve(HeldStep step) {
    if (gate.countsTokens()) {
      if (step.promptEstimate < 0) {
        step.promptEstimate = estimate.of(step.call());
      }
      step.reserve = step.lane.sizes.expect(step.promptEstimate, step.maxTokens);
    } else {
      step.reserve = Reserve.NONE;
    }
  }

  /** What the call takes in any case: nothing guessed. */
  private static Reserve certain(HeldStep step) {
    return new Reserve(Math.max(0, step.promptEstimate), step.maxTokens);
  }

  private StepOutcome tooLarge(HeldStep step, Meter meter) {
    var needs = (long) (certain(step).input() + certain(step).output());
    return unanswered(
        step,
        CallError.of(
            FailureClass.TOO_LARGE,
            "the call needs about %d tokens (prompt and longest answer); %s of %s lets one call take at most %d: shorten the prompt, ask for a shorter answer, or raise the limit"
                .formatted(needs, meter.key().wireName(), limit, (long) meter.largest())));
  }

  /** Takes a step whose call ended out of the calls in flight; false if it was not among them. */
  boolean leaves(HeldStep step, long now) {
    if (!calling.remove(step)) {
      return false;
    }
    step.lane.calling--;
    lastEnded = now;
    return true;
  }

  /** A refused step goes to the end of the queue; one whose job is on hold goes home. */
  void again(HeldStep step, long now) {
    if (goesHome(step)) {
      return;
    }
    step.state = HeldStep.State.READY;
    step.waitsSince = now;
    step.lane.waiting++;
    noteWaiting(now);
    ready.addLast(step);
  }

  void againAt(HeldStep step, long due, long now) {
    if (goesHome(step)) {
      return;
    }
    step.state = HeldStep.State.BACKOFF;
    step.waitsSince = now;
    step.dueAt = due;
    step.lane.waiting++;
    backoff.add(step);
  }

  private boolean goesHome(HeldStep step) {
    if (step.cut) {
      end(
          step,
          unanswered(step, CallError.of(FailureClass.CANCELLED, "cancelled while it was asked")));
    } else if (step.held || draining) {
      step.state = HeldStep.State.GONE;
      hands.handBack(step);
    } else {
      return false;
    }
    return true;
  }

  void end(HeldStep step, StepOutcome outcome) {
    if (step.state == HeldStep.State.READY || step.state == HeldStep.State.BACKOFF) {
      step.lane.waiting--;
    }
    step.state = HeldStep.State.GONE;
    hands.ended(step, outcome);
  }

  static StepOutcome unanswered(HeldStep step, CallError error) {
    return new StepOutcome.Unanswered(step.key(), error, Usage.NONE, step.attempts());
  }

  /** Hands back what of the job has not started; what is on the wire is cut when {@code abort}. */
  void hold(String job, boolean abort) {
    handBack(step -> step.belongsTo(job));
    for (var step : List.copyOf(calling)) {
      if (step.belongsTo(job)) {
        step.held = true;
        if (abort && !step.cut) {
          step.cut = true;
          hands.abort(step);
        }
      }
    }
  }

  /** Takes no more; what waits is handed back, what is on the wire may end. */
  void drain() {
    draining = true;
    handBack(step -> true);
  }

  void abortAll() {
    for (var step : List.copyOf(calling)) {
      step.cut = true;
      hands.abort(step);
    }
  }

  /** Forgets what waits for a dispatcher that is gone. */
  void forget(Side side) {
    handBack(step -> step.origin.equals(side));
  }

  private void handBack(java.util.function.Predicate<HeldStep> which) {
    var gone = new ArrayList<HeldStep>();
    java.util.function.Predicate<HeldStep> take = step -> which.test(step) && gone.add(step);
    ready.removeIf(take);
    backoff.removeIf(take);
    for (var step : gone) {
      step.lane.waiting--;
      step.state = HeldStep.State.GONE;
      hands.handBack(step);
    }
  }

  /** Ends what has waited too long for a quota, and cuts calls that outlived their deadline. */
  void sweep(long now) {
    if (gate.pause().isParked()) {
      long longest = settings.quotaWait().toNanos();
      for (var step : List.copyOf(ready)) {
        if (now - step.heldSince >= longest) {
          ready.remove(step);
          end(step, unanswered(step, quotaError()));
        }
      }
    }
    long grace = settings.deadlineGrace().toNanos();
    for (var step : List.copyOf(calling)) {
      if (now - step.deadline > grace) {
        hands.abort(step);
      }
    }
  }

  boolean quotaWaitOver(HeldStep step, long now) {
    return now - step.heldSince >= settings.quotaWait().toNanos();
  }

  private CallError quotaError() {
    return CallError.of(
        FailureClass.QUOTA,
        "the quota of %s is exhausted for longer than windlass.quota-wait (%s)"
            .formatted(limit, settings.quotaWait()));
  }

  /** How many steps the pool wants in all, beyond those that it holds ready. */
  int wanted(long now) {
    if (draining || backoff.size() >= settings.mostInBackoff()) {
      return 0;
    }
    int cap = cap();
    int spare = Math.max(FEW, Math.min(cap / 4, 256));
    int byCalls = cap - calling.size() + spare;
    int byRate = gate.fitUntil(now + settings.lookAhead().toNanos(), now);
    if (byRate < FEW && gate.holdsLease(now) && gate.pauseLeft(now).isZero()) {
      byRate = gate.pause().isProbing() ? 1 : FEW;
    }
    return Math.max(0, Math.min(byCalls, byRate) - ready.size());
  }

  /** Calls that may be in flight now. */
  int cap() {
    var slots = gate.slots();
    if (slots != null) {
      return Math.min(slots, settings.pool());
    }
    return gate.hasRates() ? settings.pool() : probe.cap();
  }

  private void returnFromBackoff(long now) {
    while (true) {
      var step = backoff.peek();
      if (step == null || step.dueAt - now > 0) {
        return;
      }
      backoff.poll();
      step.state = HeldStep.State.READY;
      noteWaiting(now);
      ready.addFirst(step);
    }
  }

  private void noteWaiting(long now) {
    if (ready.isEmpty()) {
      waitingSince = now;
      gate.arrived(now);
    }
  }

  /** What a lane's steps are waiting for. */
  WaitReason reason(Lane lane) {
    if (!ready.isEmpty()) {
      return gate.blockedBy();
    }
    return lane.waiting > 0 && lane.calling == 0 ? WaitReason.BACKOFF : WaitReason.CALLING;
  }

  Lane lane(String name) {
    return lanes.computeIfAbsent(name, Lane::new);
  }

  Iterable<Lane> lanes() {
    return lanes.values();
  }

  int inFlight() {
    return calling.size();
  }

  int waiting() {
    return ready.size() + backoff.size();
  }

  long waitingMs(long now) {
    return ready.isEmpty() ? 0 : (now - waitingSince) / 1_000_000;
  }

  LimitGate gate() {
    return gate;
  }

  ConcurrencyProbe probe() {
    return probe;
  }

  Hands hands() {
    return hands;
  }

  PoolMetrics metrics() {
    return metrics;
  }

  RandomGenerator random() {
    return random;
  }
}
