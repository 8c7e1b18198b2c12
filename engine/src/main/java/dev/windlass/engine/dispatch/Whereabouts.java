package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.StepWait;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.WaitReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where some questions stand: those that are here with their reasons, the others by the pool that
 * knows.
 *
 * @param here of those in a queue
 * @param atPools of those that were granted, by pool and lane
 */
record Whereabouts<P>(List<StepWait> here, Map<At<P>, List<StepKey>> atPools) {
  record At<P>(P pool, String lane) {}

  @SuppressWarnings("unchecked") // a pool's address was put there by the board
  static <P, L> Whereabouts<P> of(Board<P, L> board, List<StepKey> steps, long nowMs) {
    var here = new ArrayList<StepWait>();
    var atPools = new HashMap<At<P>, List<StepKey>>();
    var reasons = board.reasons();
    for (var key : steps) {
      var asked = asked(board, key);
      if (asked == null) {
        continue;
      }
      var pool = asked.pool;
      if (asked.place == Asked.Place.GRANTED && pool != null) {
        atPools.computeIfAbsent(new At<>((P) pool, asked.lane), at -> new ArrayList<>()).add(key);
      } else {
        here.add(queued(asked, reasons.of(asked), nowMs));
      }
    }
    return new Whereabouts<>(here, atPools);
  }

  private static @Nullable Asked asked(Board<?, ?> board, StepKey key) {
    var desk = board.desks.get(key.partition());
    return desk == null ? null : desk.asked.get(key);
  }

  /** One that was answered is being stored: its run is about to go on. */
  private static StepWait queued(Asked asked, Reasons.@Nullable Why why, long nowMs) {
    if (why == null) {
      return new StepWait(asked.key, WaitReason.STARTING, null, 0, -1);
    }
    long since = Math.max(asked.queuedAtMs, why.heldSinceMs());
    return new StepWait(asked.key, why.reason(), why.limit(), Math.max(0, nowMs - since), -1);
  }
}
