package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.AnswerSizes;
import dev.windlass.workers.limits.ConcurrencyProbe;
import dev.windlass.workers.limits.Discovery;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.limits.Reserve;
import dev.windlass.workers.limits.TokenEstimate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Decides about every step that a pool holds: it waits, is called, waits again after a fault, and
 * ends once or is handed back. What follows from the end of a call stands in {@link Endings}.
 *
 * <p>Steps start in the order in which they came; one that comes out of its backoff goes first, one
 * that was refused goes last. A waiting step holds no place among the calls in flight.
 *
 * <p>No actor and no clock; what is to be done it asks of its {@link Hands}. Not thread-safe.
 */
final class Desk {
  /** Longer than the way back to the dispatcher and to another pool. */
  private static final Duration LONG_PAUSE = Duration.ofSeconds(1);

  /** How many batches deep it is looked for steps that go together. */
  private static final int LOOK_AHEAD = 2;

  /** What a desk is made of. */
  record Setup(
      LimitId limit,
      WorkerSettings settings,
      TokenEstimate estimate,
      PoolMetrics metrics,
      RandomGenerator random) {}

  private final Setup setup;
  private final WorkerSettings settings;
  private final LimitGate gate;
  private final Hands hands;
  private final Ceiling ceiling;
  private final Ramp ramp;
  private final Appetite appetite;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Backlog backlog = new Backlog();
  private final Standstill standstill;
  private final Calling calling = new Calling();
  private final OnTheWay onTheWay;
  private boolean draining;
  private boolean limited;

  /** The last step that came may share a request with others. */
  private boolean shares;

  private boolean othersServe;

  Desk(Setup setup, LimitGate gate, Hands hands, long now) {
    this.setup = setup;
    this.settings = setup.settings();
    this.gate = gate;
    this.onTheWay = new OnTheWay(gate);
    this.hands = hands;
    this.ceiling = new Ceiling(gate, settings);
    this.ramp = new Ramp(settings.rampCalls(), settings.rampTime(), now);
    this.appetite = new Appetite(settings.lookAhead(), now);
    this.standstill = new Standstill(gate, settings.pool(), now);
  }

  /** A step came; it is now this desk's until it ends or is handed back. */
  void granted(Side from, Dispatching.Granted granted, long now) {
    var call = granted.request().call();
    var lane = lanes.computeIfAbsent(call.lane(), Lane::new);
    shares = call.kind() == ModelCall.Kind.EMBEDDING;
    long maxTokens = shares ? 0 : AnswerSizes.maxTokens(call.options());
    var step = new HeldStep(granted, from, lane, maxTokens, now);
    if (draining) {
      goHome(step);
    } else {
      await(step, now);
    }
  }

  /**
   * Starts what may start now.
   *
   * @return when to come again at the latest; {@link Long#MAX_VALUE} when only an event can help
   */
  long pump(long now, Instant wall) {
    onTheWay.look();
    if (backlog.wake(now)) {
      gate.arrived(now);
    }
    long again = Long.MAX_VALUE;
    limited = false;
    for (var step = backlog.first(); step != null; step = backlog.first()) {
      if (calling.size() >= cap()) {
        gate.blockedByCalls();
        standstill.byCalls(cap(), now);
        break;
      }
      if (!ramp.lets(calling.size(), now)) {
        gate.blockedByCalls();
        standstill.byCalls(cap(), now);
        again = ramp.whenNext(now);
        break;
      }
      reserve(step);
      var tooSmall = gate.tooSmallFor(certain(step));
      if (tooSmall != null) {
        backlog.removeFirst();
        end(step, Refusals.tooLarge(step, certain(step), tooSmall, setup.limit()));
      } else if (admit(step, now)) {
        backlog.removeFirst();
        start(step, now, wall);
      } else {
        again = gate.retryAt();
        limited = true;
        standstill.byTheLimit(now);
        break;
      }
    }
    return Math.min(again, backlog.nextDue());
  }

  /** With others in its request where it may share one: as many as the limit lets go now. */
  private boolean admit(HeldStep step, long now) {
    var own = step.reserve;
    var others = Together.mayShare(step) ? othersFor(step) : List.<HeldStep>of();
    while (!others.isEmpty()) {
      step.reserve = Together.sum(own, others);
      if (gate.tooSmallFor(new Reserve(step.reserve.input(), 0)) == null
          && gate.admit(step.reserve, 0, now)) {
        step.riders = List.copyOf(others);
        return true;
      }
      others = others.subList(0, others.size() / 2);
    }
    step.reserve = own;
    return gate.admit(own, step.sizes.doubt(own), now);
  }

  private List<HeldStep> othersFor(HeldStep first) {
    int most = settings.embedBatch() - 1;
    var others = new ArrayList<HeldStep>();
    long tokens = Together.weight(first);
    for (var each :
        backlog.readyOf(
            other -> Together.goWith(first, other), LOOK_AHEAD * settings.embedBatch())) {
      reserve(each);
      tokens += Together.weight(each);
      if (others.size() >= most || tokens > settings.embedTokens()) {
        break;
      }
      others.add(each);
    }
    return others;
  }

  private void start(HeldStep step, long now, Instant wall) {
    ramp.starts(calling.size(), now);
    begin(step, now, wall);
    onTheWay.add(step);
    step.inFlight = calling.size();
    if (!step.riders.isEmpty()) {
      var riders = step.riders;
      var taken = new HashSet<>(riders);
      backlog.removeReady(taken::contains);
      for (var rider : riders) {
        rider.rides = true;
        begin(rider, now, wall);
        rider.inFlight = step.inFlight;
      }
    }
    hands.start(step);
  }

  private void begin(HeldStep step, long now, Instant wall) {
    long waited = now - step.waitsSince;
    setup.metrics().waited(waitedFor(step), waited + queued(step));
    step.state = HeldStep.State.CALLING;
    step.calls++;
    step.startedAt = now;
    step.startedWall = wall;
    step.waitedMs = waited / 1_000_000;
    step.takenBefore = gate.taken();
    step.deadline = now + step.call().timeout().toNanos();
    if (step.request.mayBeRepeat() && step.calls == 1) {
      setup.metrics().repeated();
    }
    calling.add(step);
  }

  private WaitReason waitedFor(HeldStep step) {
    if (step.failures > 0) {
      return WaitReason.BACKOFF;
    }
    var held = standstill.reason();
    return held == WaitReason.CALLING ? WaitReason.STARTING : held;
  }

  /** A step whose limit holds waits mostly at its dispatcher, until its first call. */
  private static long queued(HeldStep step) {
    return step.calls == 0 ? step.queuedMs * 1_000_000 : 0;
  }

  private void reserve(HeldStep step) {
    if (gate.countsTokens()) {
      if (step.promptEstimate < 0) {
        step.promptEstimate = setup.estimate().of(step.call());
      }
      step.reserve = step.sizes.expect(step.promptEstimate, step.maxTokens, step.lane.calling);
    } else {
      step.reserve = Reserve.NONE;
    }
  }

  /** What the call takes in any case: nothing guessed. */
  private static Reserve certain(HeldStep step) {
    return new Reserve(Math.max(0, step.promptEstimate), step.maxTokens);
  }

  /** Takes a step whose call ended out of the calls in flight; false if it was not among them. */
  boolean leaves(HeldStep step, long now) {
    if (!calling.remove(step)) {
      return false;
    }
    if (!step.rides) {
      onTheWay.ended(step, now);
      ramp.ended(now);
    }
    step.rides = false;
    appetite.ended(now);
    return true;
  }

  /** A refused step waits again behind the others. */
  void again(HeldStep step, long now) {
    if (!isOver(step)) {
      await(step, now);
    }
  }

  void againAt(HeldStep step, long due, long now) {
    if (!isOver(step)) {
      backlog.addLater(step, due, now);
    }
  }

  private void await(HeldStep step, long now) {
    if (backlog.ready() == 0) {
      gate.arrived(now);
    }
    backlog.add(step, now);
  }

  /** What would be asked again, but its job was cancelled or is on hold. */
  private boolean isOver(HeldStep step) {
    if (step.orphan) {
      step.state = HeldStep.State.GONE; // whoever wants it asks again
    } else if (step.cut) {
      end(step, Refusals.cancelled(step));
    } else if (step.held || draining) {
      goHome(step);
    } else {
      return false;
    }
    return true;
  }

  private void goHome(HeldStep step) {
    step.state = HeldStep.State.GONE;
    hands.handBack(step);
  }

  void end(HeldStep step, StepOutcome outcome) {
    step.state = HeldStep.State.GONE;
    hands.ended(step, outcome);
  }

  /** Hands back what of the job has not started; what is on the wire is cut when {@code abort}. */
  void hold(String job, boolean abort) {
    backlog.remove(step -> step.belongsTo(job)).forEach(this::goHome);
    calling.each(step -> {
      if (step.belongsTo(job)) {
        step.held = true;
        if (abort && !step.cut) {
          step.cut = true;
          hands.abort(step);
        }
      }
    });
  }

  /** Hands back what this dispatcher granted and has not started; the rest is not asked again. */
  void callBack(Side side) {
    backlog.remove(step -> step.origin.equals(side)).forEach(this::goHome);
    calling.each(step -> step.held = step.held || step.origin.equals(side));
  }

  /** Takes no more; what waits is handed back, what is on the wire may end. */
  void drain() {
    draining = true;
    backlog.remove(step -> true).forEach(this::goHome);
  }

  /**
   * Cuts what is on the wire and reports nothing of it: the process ends, and these steps are asked
   * again by another.
   */
  void abandon() {
    calling.clear(hands::abort);
  }

  /** Forgets what waits for a dispatcher that is gone; says which of its calls are in flight. */
  List<StepKey> forget(Side side) {
    backlog
        .remove(step -> step.origin.equals(side))
        .forEach(step -> step.state = HeldStep.State.GONE);
    return calling.orphan(step -> step.origin.equals(side));
  }

  /**
   * Another dispatcher is asked these now: what waits of them is handed back, what is called is an
   * orphan; says which are.
   */
  List<StepKey> release(Set<StepKey> steps, Side asker) {
    Predicate<HeldStep> another = step -> !step.origin.equals(asker) && steps.contains(step.key());
    backlog.remove(another).forEach(this::goHome);
    return calling.orphan(another);
  }

  /** A call that nobody waited for is in flight, and from now on it is this dispatcher's. */
  boolean adopt(StepKey key, Side side) {
    return calling.adopt(key, side);
  }

  /** Ends what has waited too long for a quota, and calls that outlived their deadline. */
  void sweep(long now) {
    onTheWay.look();
    gate.settledBefore(calling.oldest(now));
    var cause = gate.pause().isParked() ? gate.pause().cause(now) : null;
    if (cause != null) {
      for (var step : backlog.removeReady(s -> quotaWaitOver(s, now))) {
        end(step, Refusals.parked(step, setup.limit(), cause, settings.quotaWait()));
      }
    }
    standstill.look(calling.size(), cap(), now);
    long grace = settings.deadlineGrace().toNanos();
    calling.each(step -> {
      if (now - step.deadline > grace) {
        hands.giveUp(step);
      }
    });
  }

  /** Whether other pools serve the same lanes, so that no step has to wait for this one's pause. */
  void othersServe(boolean yes) {
    othersServe = yes;
  }

  /** A pause may have begun: steps that others could ask meanwhile are handed back. */
  void paused(long now) {
    if (isAway(now)) {
      backlog.remove(step -> true).forEach(this::goHome);
    }
  }

  private boolean isAway(long now) {
    return othersServe && gate.pauseLeft(now).compareTo(LONG_PAUSE) > 0;
  }

  boolean quotaWaitOver(HeldStep step, long now) {
    return now - step.heldSince >= settings.quotaWait().toNanos();
  }

  /** How many steps the pool wants to be granted now. */
  int wanted(long now) {
    if (draining || backlog.inBackoff() >= settings.mostInBackoff() || isAway(now)) {
      return 0;
    }
    int byRate = gate.fitUntil(now + settings.lookAhead().toNanos(), now);
    boolean mayProbe = gate.holdsLease(now) && gate.pauseLeft(now).isZero();
    int least = !mayProbe ? 0 : gate.pause().isProbing() ? 1 : Appetite.FEW;
    int wanted =
        appetite.wanted(
            cap(), calling.size(), Math.max(byRate, least), backlog.ready(), limited, now);
    // one request takes a whole batch of embeddings, however few requests the limit lets go
    return shares && least > 0 ? Math.max(wanted, settings.embedBatch() - backlog.ready()) : wanted;
  }

  /** Calls that may be in flight now. */
  int cap() {
    return ceiling.now();
  }

  /** What an earlier process found out about calls in flight is where the search begins. */
  void resume(Discovery.Found found) {
    ceiling.resume(found);
  }

  /** Whether the limit alone holds the next step, so that the end of a call lets none start. */
  boolean isLimited() {
    return limited;
  }

  /** Why no further step starts. */
  Standstill standstill() {
    return standstill;
  }

  /** Every step that it holds, in no order. */
  void each(Consumer<HeldStep> what) {
    calling.each(what);
    backlog.each(what);
  }

  Collection<Lane> lanes() {
    return lanes.values();
  }

  List<HeldStep> calling() {
    return calling.copy();
  }

  int inFlight() {
    return calling.size();
  }

  int waiting() {
    return backlog.ready() + backlog.inBackoff();
  }

  /** Steps that would be called now if they could. */
  int ready() {
    return backlog.ready();
  }

  LimitGate gate() {
    return gate;
  }

  ConcurrencyProbe probe() {
    return ceiling.probe();
  }

  Hands hands() {
    return hands;
  }

  Setup setup() {
    return setup;
  }
}
