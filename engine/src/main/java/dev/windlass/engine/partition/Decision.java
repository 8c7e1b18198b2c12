package dev.windlass.engine.partition;

import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What becomes true, in one atomic write, and what is done afterwards. */
record Decision(List<PartitionEvent> events, List<Action> actions) {
  static final Decision NOTHING = new Decision(List.of(), List.of());

  static Decision only(Action... actions) {
    return new Decision(List.of(), List.of(actions));
  }

  static <T> Decision refuse(ActorRef<Reply<T>> to, Refusal.Kind kind, String detail) {
    return only(new Action.Tell<>(to, Reply.refused(Refusal.of(kind, detail))));
  }
}
