package dev.windlass.workers.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Waits for the answers of several actors, not longer than it is told to, and ends. */
public final class Gathering {
  private record Enough() {}

  private Gathering() {}

  /**
   * Asks, and waits.
   *
   * @param <T> what an answer is
   * @param expected how many answers there will be
   * @param longest after which it goes on with those that came
   * @param ask sends the questions, with the address for their answers
   */
  public static <T> Behavior<?> create(
      Class<T> answer,
      int expected,
      Duration longest,
      Consumer<ActorRef<T>> ask,
      Consumer<List<T>> whenDone) {
    return Behaviors.<Object>setup(context -> {
      if (expected == 0) {
        whenDone.accept(List.of());
        return Behaviors.stopped();
      }
      ask.accept(context.getSelf().narrow());
      context.setReceiveTimeout(longest, new Enough());
      return gathering(answer, new ArrayList<>(), expected, whenDone);
    });
  }

  private static <T> Behavior<Object> gathering(
      Class<T> answer, List<T> all, int expected, Consumer<List<T>> whenDone) {
    return Behaviors.receive(Object.class)
        .onMessage(
            answer,
            one -> {
              all.add(one);
              return all.size() < expected ? Behaviors.same() : done(all, whenDone);
            })
        .onMessage(Enough.class, enough -> done(all, whenDone))
        .build();
  }

  private static <T> Behavior<Object> done(List<T> all, Consumer<List<T>> whenDone) {
    whenDone.accept(List.copyOf(all));
    return Behaviors.stopped();
  }
}
