package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells dispatchers why their lanes stand where they stand, when that has changed. */
final class LaneStates {
  private record State(
      WaitReason reason, @Nullable String limit, int inFlight, int waiting, double used) {}

  private final LimitId limit;
  private final Map<String, State> told = new HashMap<>();

  LaneStates(LimitId limit) {
    this.limit = limit;
  }

  void tell(Lane lane, Desk desk, Collection<Side> sides, long now) {
    var gate = desk.gate();
    var key = gate.blockedKey();
    var state =
        new State(
            desk.reason(lane),
            key == null || lane.waiting == 0 ? null : limit + " " + key.wireName(),
            lane.calling,
            lane.waiting,
            Math.rint(gate.usedPart(now) * 100) / 100);
    if (!state.equals(told.put(lane.name, state))) {
      for (var side : sides) {
        side.dispatcher()
            .tell(
                new Dispatching.LaneState(
                    lane.name,
                    state.reason(),
                    state.limit(),
                    state.inFlight(),
                    state.waiting(),
                    state.used(),
                    side.link()));
      }
    }
  }
}
