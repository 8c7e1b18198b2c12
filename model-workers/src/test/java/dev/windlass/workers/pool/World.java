package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.workers.limits.Discovery;
import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Meter;
import dev.windlass.workers.limits.Pause;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.limits.Windows;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * A desk in a world of virtual time: an endless backlog, and a provider that answers by a script.
 */
final class World implements Hands {
  /** What the provider does with a call, and how long it takes. */
  record Reaction(long nanos, CallResult result) {}

  /** The provider. */
  interface Provider {
    Reaction react(HeldStep step, long now);
  }

  private record Event(long at, int order, Runnable what) {}

  /** No dispatcher: what goes back is counted here. */
  @SuppressWarnings("NullAway")
  private static final Side SIDE = new Side(null, null, 0);

  final Discovery discovery = new Discovery();
  final LimitGate gate;
  final Desk desk;
  final Random random;
  final Windows started = new Windows();
  final Windows refusals = new Windows();
  final List<StepOutcome> outcomes = new ArrayList<>();
  final Set<StepKey> open = new HashSet<>();
  final Map<StepKey, Integer> ends = new HashMap<>();
  final List<StepKey> handedBack = new ArrayList<>();
  final List<Duration> told = new ArrayList<>();
  final Map<String, Integer> refusalKinds = new HashMap<>();

  /** What the metrics heard of. */
  long paidNanos;

  IntFunction<StepRequest> work = n -> Steps.step(n, "job");
  int left = Integer.MAX_VALUE;
  int granted;
  int mostInFlight;
  long now;

  /** How long after its start a call's request is written. */
  LongUnaryOperator sendDelay = at -> 0;

  /** For how long a request travels. */
  LongSupplier journey = () -> 0;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>((a, b) ->
          a.at() == b.at() ? Integer.compare(a.order(), b.order()) : Long.compare(a.at(), b.at()));
  private final Map<HeldStep, Event> calls = new HashMap<>();
  private final Endings endings;
  private final Provider provider;
  private LimitFigures configured;
  private LimitFigures inForce = LimitFigures.NONE;
  private long leases;
  private long wakeAt;
  private boolean wakeAhead;
  private int order;
  private final Pace pace = new Pace(new Random(7), Steps.SETTINGS.pace());

  World(long seed, LimitFigures figures, WorkerSettings settings, Provider provider) {
    this.random = new Random(seed);
    this.provider = provider;
    this.configured = figures;
    this.gate = new LimitGate(new Random(seed));
    this.desk =
        new Desk(
            new Desk.Setup(
                new LimitId("sim", "m"),
                settings,
                TokenEstimate.ROUGH,
                new PoolMetrics() {
                  @Override
                  public void refused(String provider, String model, String kind) {
                    refusalKinds.merge(kind, 1, Integer::sum);
                  }

                  @Override
                  public void cost(String provider, String model, long nanos) {
                    paidNanos += nanos;
                  }
                },
                new Random(seed + 1)),
            gate,
            this,
            0);
    this.endings = new Endings(desk, false);
    lease(true);
    at(0, this::beat);
  }

  void at(long time, Runnable what) {
    events.add(new Event(time, order++, what));
  }

  /** Lets time pass up to there. */
  void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      var event = events.poll();
      now = event.at();
      event.what().run();
    }
    now = end;
  }

  /** As the pool's turn: starts what may start, fetches what it wants, and sets its timer. */
  void turn() {
    long again = desk.pump(now, wall());
    for (int wanted = desk.wanted(now); wanted > 0 && left > 0; wanted--) {
      left--;
      var request = work.apply(granted++);
      open.add(request.key());
      desk.granted(SIDE, new Dispatching.Granted(request, 0, 1), now);
    }
    again = Math.min(again, desk.pump(now, wall()));
    if (again != Long.MAX_VALUE) {
      long at = pace.next(again, gate.finestPace(), now);
      if (!wakeAhead || at < wakeAt) {
        wakeAhead = true;
        wakeAt = at;
        // timers are late
        at(at + (long) (random.nextDouble() * 2 * Steps.MILLI), () -> wake(at));
      }
    }
  }

  private void wake(long at) {
    if (wakeAhead && at == wakeAt) {
      wakeAhead = false;
      turn();
    }
  }

  private void beat() {
    gate.beat(now);
    desk.sweep(now);
    lease(false);
    turn();
    at(now + 250 * Steps.MILLI, this::beat);
  }

  private void lease(boolean first) {
    var report = gate.report(desk.inFlight(), desk.cap(), desk.waiting(), 0, null, now);
    discovery.heard("n", report.tally(), now);
    var told = configured.lowered(report.learned());
    inForce = discovery.complete(told, now);
    var gift = new HashMap<LimitKey, Double>();
    if (first) {
      inForce.meters().forEach(meter -> gift.put(meter.key(), meter.capacity()));
    }
    List<Meter> meters = inForce.meters();
    gate.leased(
        new Governing.Leased(
            1,
            ++leases,
            now,
            Duration.ofSeconds(2),
            inForce,
            meters,
            inForce.concurrency(),
            gift,
            1,
            discovery.found(told, 1)),
        now);
    desk.resume(gate.found());
  }

  /** The limit has other figures from now on. */
  void change(Map<LimitKey, Double> figures) {
    configured = new LimitFigures(figures);
    lease(false);
    turn();
  }

  Instant wall() {
    return Instant.EPOCH.plusNanos(now);
  }

  private void end(HeldStep step, CallResult result) {
    if (result instanceof CallResult.Failed failed
        && failed.error().kind() == FailureClass.RATE_LIMITED) {
      refusals.add(now, 1);
    }
    endings.called(step, result, now, wall());
    turn();
  }

  @Override
  public void start(HeldStep step) {
    started.add(now, 1);
    mostInFlight = Math.max(mostInFlight, desk.inFlight());
    step.sent = new SendStamp(() -> now);
    after(
        step,
        sendDelay.applyAsLong(now),
        () -> {
          step.sent.run();
          after(step, journey.getAsLong(), () -> arrived(step));
        });
  }

  private void arrived(HeldStep step) {
    var reaction = provider.react(step, now);
    var event = new Event(now + reaction.nanos(), order++, () -> end(step, reaction.result()));
    calls.put(step, event);
    events.add(event);
  }

  /** At once where it takes no time. */
  private void after(HeldStep step, long delay, Runnable what) {
    if (delay == 0) {
      what.run();
    } else {
      var event = new Event(now + delay, order++, what);
      calls.put(step, event);
      events.add(event);
    }
  }

  @Override
  public void abort(HeldStep step) {
    var event = calls.get(step);
    if (event != null && events.remove(event)) {
      at(now, () -> end(step, Steps.failed(FailureClass.CANCELLED, 0)));
    }
  }

  @Override
  public void giveUp(HeldStep step) {
    var event = calls.get(step);
    if (event != null && events.remove(event)) {
      at(now, () -> end(step, Steps.failed(FailureClass.TIMEOUT, 0)));
    }
  }

  @Override
  public void ended(HeldStep step, StepOutcome outcome) {
    outcomes.add(outcome);
    open.remove(step.key());
    ends.merge(step.key(), 1, Integer::sum);
  }

  @Override
  public void handBack(HeldStep step) {
    handedBack.add(step.key());
    open.remove(step.key());
    ends.merge(step.key(), 1, Integer::sum);
  }

  @Override
  public void refused(Duration away, Pause.Cause cause) {
    told.add(away);
  }

  @Override
  public void exceeded(LimitKey.Unit unit, double passed, long startedAt) {
    if (discovery.refused(
        new Governing.Exceeded(new LimitId("sim", "m"), "n", unit, passed, now - startedAt),
        0,
        now)) {
      lease(false);
    }
  }

  @Override
  public void learned() {
    lease(false);
  }

  long failures(FailureClass kind) {
    return outcomes.stream()
        .filter(o -> o instanceof StepOutcome.Unanswered u && u.error().kind() == kind)
        .count();
  }
}
