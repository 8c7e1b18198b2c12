package dev.windlass.simulation;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider by script: slow, forgetful, sometimes refusing, and it answers killed clients too. */
final class Provider {
  private final World world;
  private final Ledger ledger;
  private final double faults;

  /**
   * @param faults share of calls that go wrong in one way or another
   */
  Provider(World world, Ledger ledger, double faults) {
    this.world = world;
    this.ledger = ledger;
    this.faults = faults;
  }

  /** What it gives back cuts the connection: the provider goes on and nobody hears of it. */
  Runnable call(StepRequest step, Consumer<CallResult> whenEnded) {
    int life = world.life();
    var call = ledger.started(step.key());
    world.outside(
        world.between(0, 1),
        () -> {
          ledger.arrived();
          if (world.chance(faults)) {
            fail(life, call, whenEnded);
          } else {
            world.outside(
                world.between(10, 400),
                () -> {
                  ledger.answered(call);
                  end(life, call, answer(step), whenEnded);
                });
          }
        });
    return () -> ledger.ended(call);
  }

  private void fail(int life, Ledger.Call call, Consumer<CallResult> whenEnded) {
    switch (world.random.nextInt(9) / 2) {
      case 0 -> {
        var away = Duration.ofMillis(100 + world.random.nextInt(900));
        soon(life, call, failed(FailureClass.RATE_LIMITED, 429, away), whenEnded);
      }
      case 1 -> soon(life, call, failed(FailureClass.SERVER_ERROR, 500, null), whenEnded);
      case 2 -> soon(life, call, failed(FailureClass.TRANSPORT, 0, null), whenEnded);
      case 3 -> soon(life, call, failed(FailureClass.BAD_REQUEST, 400, null), whenEnded);
      default -> {} // never answered: the pool gives it up at its deadline
    }
  }

  private void soon(int life, Ledger.Call call, CallResult result, Consumer<CallResult> whenEnded) {
    world.outside(world.between(1, 50), () -> end(life, call, result, whenEnded));
  }

  private void end(int life, Ledger.Call call, CallResult result, Consumer<CallResult> whenEnded) {
    if (life == world.life()) {
      world.later(
          world.between(0, 1),
          () -> {
            ledger.ended(call);
            whenEnded.accept(result);
          });
    }
  }

  private static CallResult failed(FailureClass kind, int status, @Nullable Duration away) {
    var error = new CallError(kind, kind.wireName(), status, null, null, null, null);
    return new CallResult.Failed(error, away, Map.of());
  }

  private CallResult answer(StepRequest step) {
    var messages = step.call().messages();
    var asked = messages.getLast().content().asText("");
    String text;
    if (asked.contains("NUMBER") || asked.contains("number")) {
      text = world.chance(0.15) ? "I would rather not say" : "It is " + world.random.nextInt(100);
    } else if (asked.contains("LIST")) {
      text = world.chance(0.1) ? "" : "one, two, three";
    } else {
      text = "answer " + world.random.nextInt(1_000_000);
    }
    return new CallResult.Answered(text, new Usage(10, 5, 0), "stop", null, 200, Map.of());
  }
}
