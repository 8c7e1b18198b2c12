package dev.windlass.workers.pool;

import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Waits for the owners of some limits to describe them, for at most two seconds, and ends. */
final class Gathering {
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private Gathering() {}

  static Behavior<Governing.Described> create(
      int expected, Consumer<List<Governing.Described>> whenDone) {
    if (expected == 0) {
      return Behaviors.setup(context -> {
        whenDone.accept(List.of());
        return Behaviors.stopped();
      });
    }
    var all = new ArrayList<Governing.Described>();
    return Behaviors.setup(context -> {
      context.setReceiveTimeout(LONGEST, NOTHING_MORE);
      return Behaviors.receive(Governing.Described.class)
          .onMessage(
              Governing.Described.class,
              described -> {
                if (described != NOTHING_MORE) {
                  all.add(described);
                }
                if (described == NOTHING_MORE || all.size() == expected) {
                  whenDone.accept(List.copyOf(all));
                  return Behaviors.stopped();
                }
                return Behaviors.same();
              })
          .build();
    });
  }

  private static final Governing.Described NOTHING_MORE =
      new Governing.Described(
          new LimitId("", ""),
          LimitFigures.NONE,
          List.of(),
          null,
          Duration.ZERO,
          "");
}
