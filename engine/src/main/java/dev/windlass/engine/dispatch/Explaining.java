package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.Explained;
import dev.windlass.engine.protocol.Dispatching.StepWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Waits for what pools say of some steps, for at most a second, then answers and ends. */
final class Explaining {
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private sealed interface Message {}

  private record Heard(Explained more) implements Message {}

  private record Enough() implements Message {}

  private Explaining() {}

  /**
   * @param known what is known already
   * @param answers how many pools are asked
   * @param ask sends the questions, with the address for their answers
   */
  static Behavior<?> create(
      List<StepWait> known,
      int answers,
      Consumer<ActorRef<Explained>> ask,
      ActorRef<Explained> replyTo) {
    return Behaviors.<Message>setup(context -> {
      ask.accept(context.messageAdapter(Explained.class, Heard::new));
      context.setReceiveTimeout(LONGEST, new Enough());
      return gathering(new ArrayList<>(known), answers, replyTo);
    });
  }

  private static Behavior<Message> gathering(
      List<StepWait> all, int missing, ActorRef<Explained> replyTo) {
    return Behaviors.receive(Message.class)
        .onMessage(
            Heard.class,
            heard -> {
              all.addAll(heard.more().steps());
              return missing > 1 ? gathering(all, missing - 1, replyTo) : done(all, replyTo);
            })
        .onMessage(Enough.class, enough -> done(all, replyTo))
        .build();
  }

  private static Behavior<Message> done(List<StepWait> all, ActorRef<Explained> replyTo) {
    replyTo.tell(new Explained(List.copyOf(all)));
    return Behaviors.stopped();
  }
}
