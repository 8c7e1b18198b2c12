package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.simulation.World;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.OwnerSim;
import dev.windlass.workers.limits.Pause;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** A pool as its shell runs it, without actors: the real desk and gate, a scripted provider. */
public final class PoolSim implements Hands {
  /** Whom the pool talks to. */
  public interface Around {
    /** What it gives back cuts the call. */
    Runnable call(StepRequest step, Consumer<CallResult> whenEnded);

    void finished(StepOutcome outcome);

    void handedBack(List<StepKey> steps);

    void demand(Dispatching.Demand demand);
  }

  private static final String LANE = "p/m";

  private final World world;
  private final Around around;
  private final LimitGate gate;
  private final Desk desk;
  private final Endings endings;
  private final Side side =
      new Side(
          TestInbox.<Dispatching.FromPools>create().getRef(),
          TestInbox.<Dispatching.ToPools>create().getRef(),
          0);

  private record OnTheWire(int number, Runnable cut) {}

  private final Map<HeldStep, OnTheWire> onTheWire = new HashMap<>();
  private final List<StepKey> back = new ArrayList<>();
  private long received;
  private long alarmAt = Long.MAX_VALUE;
  private int calls;

  public PoolSim(World world, LimitFigures figures, int pool, boolean fresh, Around around) {
    this.world = world;
    this.around = around;
    gate = new LimitGate(world.random);
    var settings =
        new WorkerSettings(
            pool,
            32,
            Duration.ofMillis(150),
            Duration.ofMillis(4),
            500,
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(400),
            Duration.ofSeconds(2),
            Duration.ofMillis(2),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofHours(24),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            10_000,
            1_000,
            2 << 20,
            64,
            50_000);
    desk =
        new Desk(
            new Desk.Setup(
                new LimitId("p", "m"),
                settings,
                TokenEstimate.ROUGH,
                PoolMetrics.NONE,
                world.random),
            gate,
            this,
            world.nanos());
    endings = new Endings(desk, false);
    new OwnerSim(world, figures, gate, fresh);
    world.every(
        settings.beat(),
        () -> {
          gate.beat(world.nanos());
          desk.sweep(world.nanos());
          turn();
        });
  }

  public int inFlight() {
    return desk.inFlight();
  }

  public void grant(List<Granted> steps) {
    received += steps.size();
    steps.forEach(step -> desk.granted(side, step, world.nanos()));
    turn();
  }

  public void hold(String job, boolean abort) {
    desk.hold(job, abort);
    turn();
  }

  public void turn() {
    long now = world.nanos();
    long again = desk.pump(now, world.instant());
    if (!back.isEmpty()) {
      around.handedBack(List.copyOf(back));
      back.clear();
    }
    around.demand(new Dispatching.Demand(LANE, desk.wanted(now), received, side.link()));
    if (again < Long.MAX_VALUE && (alarmAt <= now || again < alarmAt)) {
      alarmAt = Math.max(again, now + 100_000);
      world.later(alarmAt - now, this::turn);
    }
  }

  @Override
  public void start(HeldStep step) {
    int number = ++calls;
    var cut =
        around.call(
            step.request,
            result -> {
              if (isOnTheWire(step, number)) {
                ended(step, result);
              }
            });
    onTheWire.put(step, new OnTheWire(number, cut));
  }

  private boolean isOnTheWire(HeldStep step, int number) {
    var call = onTheWire.get(step);
    return call != null && call.number == number;
  }

  private void ended(HeldStep step, CallResult result) {
    onTheWire.remove(step);
    endings.called(step, result, world.nanos(), world.instant());
    turn();
  }

  @Override
  public void abort(HeldStep step) {
    endSoon(step, FailureClass.CANCELLED);
  }

  @Override
  public void giveUp(HeldStep step) {
    endSoon(step, FailureClass.TIMEOUT);
  }

  private void endSoon(HeldStep step, FailureClass kind) {
    var call = onTheWire.get(step);
    if (call != null) {
      call.cut.run();
      world.later(
          world.between(0, 1),
          () -> {
            if (isOnTheWire(step, call.number)) {
              var error = CallError.of(kind, "ended by the pool");
              ended(step, new CallResult.Failed(error, null, Map.of()));
            }
          });
    }
  }

  @Override
  public void ended(HeldStep step, StepOutcome outcome) {
    around.finished(outcome);
  }

  @Override
  public void handBack(HeldStep step) {
    back.add(step.key());
  }

  @Override
  public void refused(Duration away, Pause.Cause cause) {}

  @Override
  public void exceeded(LimitKey.Unit unit, double passed, long startedAt) {}

  @Override
  public void learned() {}
}
