package dev.windlass.engine;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * The workers of a node, without providers: find every dispatcher, take a few steps at a time, and
 * answer each after a moment with its prompt.
 */
final class AnsweringPools {
  private static final int AT_ONCE = 10;
  private static final Duration CALL = Duration.ofMillis(100);

  private AnsweringPools() {}

  private record Ended(String lane, List<StepOutcome> outcomes) {}

  /**
   * @param asked counts the calls of each question, over all nodes
   */
  static Behavior<Receptionist.Listing> create(String node, Map<StepKey, AtomicInteger> asked) {
    return Behaviors.setup(context -> {
      context
          .getSystem()
          .receptionist()
          .tell(Receptionist.subscribe(Dispatching.DISPATCHERS, context.getSelf()));
      Set<ActorRef<?>> linked = new HashSet<>();
      return Behaviors.receive(Receptionist.Listing.class)
          .onAnyMessage(listing -> {
            for (var dispatcher : listing.getServiceInstances(Dispatching.DISPATCHERS)) {
              if (linked.add(dispatcher)) {
                context.spawnAnonymous(link(node, dispatcher, asked));
              }
            }
            return Behaviors.same();
          })
          .build();
    });
  }

  private static Behavior<Object> link(
      String node, ActorRef<Dispatching.FromPools> dispatcher, Map<StepKey, AtomicInteger> asked) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          ActorRef<Dispatching.ToPools> self = context.getSelf().narrow();
          dispatcher.tell(new Dispatching.Register(node, Set.of("openai"), self));
          var received = new AtomicInteger();
          var inFlight = new AtomicInteger();
          return Behaviors.receive(Object.class)
              .onMessage(
                  Dispatching.LaneOpen.class,
                  open -> {
                    dispatcher.tell(demand(open.lane(), inFlight, received, self));
                    return Behaviors.same();
                  })
              .onMessage(
                  Dispatching.Grant.class,
                  grant -> {
                    var outcomes =
                        grant.steps().stream().map(step -> answer(step.request(), asked)).toList();
                    received.addAndGet(outcomes.size());
                    inFlight.addAndGet(outcomes.size());
                    timers.startSingleTimer(
                        received.get(), new Ended(grant.lane(), outcomes), CALL);
                    return Behaviors.same();
                  })
              .onMessage(
                  Ended.class,
                  ended -> {
                    inFlight.addAndGet(-ended.outcomes().size());
                    dispatcher.tell(new Dispatching.Finished(ended.outcomes(), self));
                    dispatcher.tell(demand(ended.lane(), inFlight, received, self));
                    return Behaviors.same();
                  })
              .onMessage(
                  Dispatching.Hold.class,
                  hold -> {
                    dispatcher.tell(new Dispatching.HoldDone(hold.job(), self));
                    return Behaviors.same();
                  })
              .build();
        }));
  }

  private static Dispatching.Demand demand(
      String lane,
      AtomicInteger inFlight,
      AtomicInteger received,
      ActorRef<Dispatching.ToPools> self) {
    return new Dispatching.Demand(lane, AT_ONCE - inFlight.get(), received.get(), self);
  }

  private static StepOutcome answer(StepRequest step, Map<StepKey, AtomicInteger> asked) {
    asked.computeIfAbsent(step.key(), k -> new AtomicInteger()).incrementAndGet();
    var prompt = step.call().messages().getLast().content().asText();
    return new StepOutcome.Answered(
        step.key(), "re: " + prompt, new Usage(3, 2, 7), "stop", "openai/m", List.of());
  }
}
