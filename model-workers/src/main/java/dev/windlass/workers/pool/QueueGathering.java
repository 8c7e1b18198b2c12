package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Asks the dispatchers of all nodes what waits in their queues, for at most a second, and ends.
 * Each is asked once, so what they say can be added.
 */
final class QueueGathering {
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private sealed interface Message {}

  private record Heard(Dispatching.Queues queues) implements Message {}

  private record Enough() implements Message {}

  private QueueGathering() {}

  static Behavior<?> create(
      Collection<ActorRef<Dispatching.FromPools>> dispatchers,
      ActorRef<Dispatching.Queues> replyTo) {
    var asked = List.copyOf(dispatchers);
    return Behaviors.<Message>setup(context -> {
      var answers = context.messageAdapter(Dispatching.Queues.class, Heard::new);
      asked.forEach(each -> each.tell(new Dispatching.DescribeQueues(answers)));
      context.setReceiveTimeout(LONGEST, new Enough());
      return asked.isEmpty()
          ? done(List.of(), replyTo)
          : gathering(new ArrayList<>(), asked.size(), replyTo);
    });
  }

  private static Behavior<Message> gathering(
      List<Dispatching.Queue> all, int missing, ActorRef<Dispatching.Queues> replyTo) {
    return Behaviors.receive(Message.class)
        .onMessage(
            Heard.class,
            heard -> {
              all.addAll(heard.queues().queues());
              return missing > 1 ? gathering(all, missing - 1, replyTo) : done(all, replyTo);
            })
        .onMessage(Enough.class, enough -> done(all, replyTo))
        .build();
  }

  private static Behavior<Message> done(
      List<Dispatching.Queue> all, ActorRef<Dispatching.Queues> replyTo) {
    replyTo.tell(new Dispatching.Queues(List.copyOf(all)));
    return Behaviors.stopped();
  }
}
