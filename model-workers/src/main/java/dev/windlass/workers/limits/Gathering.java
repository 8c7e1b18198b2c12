package dev.windlass.workers.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Waits for the owners of some limits to describe them, not longer than it is told to, and ends.
 */
final class Gathering {
  private sealed interface Message {}

  private record Heard(Governing.Described described) implements Message {}

  private record Enough() implements Message {}

  private Gathering() {}

  /**
   * Told to each owner that is asked.
   *
   * @param ask sends the questions, with the address for their answers
   * @param expected how many answers there will be
   * @param longest after which it goes on with those that came
   */
  static Behavior<?> create(
      int expected,
      Duration longest,
      Consumer<ActorRef<Governing.Described>> ask,
      Consumer<List<Governing.Described>> whenDone) {
    return Behaviors.<Message>setup(context -> {
      if (expected == 0) {
        whenDone.accept(List.of());
        return Behaviors.stopped();
      }
      ask.accept(context.messageAdapter(Governing.Described.class, Heard::new));
      context.setReceiveTimeout(longest, new Enough());
      return gathering(new ArrayList<>(), expected, whenDone);
    });
  }

  private static Behavior<Message> gathering(
      List<Governing.Described> all, int expected, Consumer<List<Governing.Described>> whenDone) {
    return Behaviors.receive(Message.class)
        .onMessage(
            Heard.class,
            heard -> {
              all.add(heard.described());
              return all.size() < expected ? Behaviors.same() : done(all, whenDone);
            })
        .onMessage(Enough.class, enough -> done(all, whenDone))
        .build();
  }

  private static Behavior<Message> done(
      List<Governing.Described> all, Consumer<List<Governing.Described>> whenDone) {
    whenDone.accept(List.copyOf(all));
    return Behaviors.stopped();
  }
}
