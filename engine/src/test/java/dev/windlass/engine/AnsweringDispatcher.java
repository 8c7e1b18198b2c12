package dev.windlass.engine;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.ToPartitions;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher whose workers answer at once: with the prompt, or not at all where it says "fail".
 * While it is {@link #stopped} questions stay queued.
 */
final class AnsweringDispatcher {
  /** Which questions were answered, and how often. */
  final Map<StepKey, AtomicInteger> asked = new ConcurrentHashMap<>();

  final AtomicBoolean stopped = new AtomicBoolean();
  final AtomicBoolean failing = new AtomicBoolean(true);

  private static final class Desk {
    final Map<StepKey, StepRequest> queued = new LinkedHashMap<>();
    final List<StepOutcome> ready = new ArrayList<>();
    List<StepOutcome> told = List.of();
    long batch;
    @Nullable ActorRef<ToPartitions> listener;
  }

  private final Map<String, Desk> desks = new LinkedHashMap<>();
  private final Set<String> held = new HashSet<>();

  Behavior<Dispatching.FromPartitions> behavior() {
    return Behaviors.receive(Dispatching.FromPartitions.class)
        .onAnyMessage(message -> {
          hear(message);
          return Behaviors.same();
        })
        .build();
  }

  private void hear(Dispatching.FromPartitions message) {
    switch (message) {
      case Dispatching.Offer offer -> {
        var desk = desks.computeIfAbsent(offer.partition(), p -> new Desk());
        boolean other = !offer.listener().equals(desk.listener);
        desk.listener = offer.listener();
        if (other && !desk.told.isEmpty()) {
          offer.listener().tell(new Dispatching.Outcomes(desk.batch, desk.told));
        }
        for (var step : offer.steps()) {
          desk.queued.put(step.key(), step);
        }
      }
      case Dispatching.Stored stored -> {
        var desk = desks.get(stored.partition());
        if (desk != null && stored.batch() == desk.batch) {
          desk.told = List.of();
        }
      }
      case Dispatching.Withdraw withdraw -> {
        var desk = desks.get(withdraw.partition());
        if (desk != null) {
          withdraw.steps().forEach(desk.queued::remove);
        }
      }
      case Dispatching.Recall recall -> {
        var desk = desks.computeIfAbsent(recall.partition(), p -> new Desk());
        recall.steps().forEach(desk.queued::remove);
        recall.replyTo().tell(new Dispatching.Recalled(recall.steps()));
      }
      case Dispatching.Leave leave -> desks.remove(leave.partition());
      case Dispatching.HoldJob hold -> {
        held.add(hold.job());
        hold.replyTo().tell(new Dispatching.JobHeld(hold.job()));
      }
      case Dispatching.ReleaseJob release -> held.remove(release.job());
      default -> throw new IllegalStateException("not known here: " + message);
    }
    desks.values().forEach(this::answer);
  }

  private void answer(Desk desk) {
    if (stopped.get()) {
      return;
    }
    for (var each = desk.queued.values().iterator(); each.hasNext(); ) {
      var step = each.next();
      if (step.job() == null || !held.contains(step.job())) {
        each.remove();
        asked.computeIfAbsent(step.key(), k -> new AtomicInteger()).incrementAndGet();
        desk.ready.add(outcome(step));
      }
    }
    var listener = desk.listener;
    if (desk.told.isEmpty() && !desk.ready.isEmpty() && listener != null) {
      desk.told = List.copyOf(desk.ready);
      desk.ready.clear();
      desk.batch++;
      listener.tell(new Dispatching.Outcomes(desk.batch, desk.told));
    }
  }

  private StepOutcome outcome(StepRequest step) {
    var prompt = step.call().messages().getLast().content().asText();
    return failing.get() && prompt.contains("fail")
        ? new StepOutcome.Unanswered(
            step.key(), CallError.of(FailureClass.REFUSED, "no"), Usage.NONE, List.of())
        : new StepOutcome.Answered(
            step.key(), "re: " + prompt, new Usage(3, 2, 7), "stop", "openai/m", List.of());
  }
}
