package dev.windlass.engine.partition;

import java.util.List;

/** What becomes true, in one atomic write, and what is done afterwards. */
record Decision(List<PartitionEvent> events, List<Action> actions) {
  static final Decision NOTHING = new Decision(List.of(), List.of());

  static Decision only(Action... actions) {
    return new Decision(List.of(), List.of(actions));
  }
}
