package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.LaneState;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.WaitReason;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says for each partition why its questions wait. */
final class Standings {
  private Standings() {}

  static <P, L> void tell(Board<P, L> board, Holds<P, L> holds, Outbox<P, L> out) {
    for (var desk : board.desks.values()) {
      var now = of(board, holds, desk);
      if (!now.equals(desk.lastStanding)) {
        desk.lastStanding = now;
        out.standing(desk.listener, now);
      }
    }
  }

  private static <P, L> Standing of(Board<P, L> board, Holds<P, L> holds, PartitionDesk<L> desk) {
    int calling = 0;
    Map<WaitReason, Long> waiting = new EnumMap<>(WaitReason.class);
    LaneState binding = null;
    for (var asked : desk.asked.values()) {
      switch (asked.place) {
        case GRANTED -> calling++;
        case QUEUED, ASIDE -> {
          var state = lane(board, asked.lane);
          waiting.merge(why(holds, asked, state), 1L, Long::sum);
          binding = state == null ? binding : state;
        }
        case ANSWERED, GONE -> {}
      }
    }
    return new Standing(
        calling,
        waiting,
        binding == null ? null : binding.limit(),
        binding == null ? 0 : binding.limitUsed());
  }

  private static <P, L> WaitReason why(Holds<P, L> holds, Asked asked, @Nullable LaneState lane) {
    if (holds.isHeld(asked.holdKey())) {
      return WaitReason.PAUSED;
    }
    if (holds.isBlocked(asked) || lane == null || lane.reason() == WaitReason.CALLING) {
      return WaitReason.CONCURRENCY;
    }
    return lane.reason();
  }

  /** The state of the pool that has the most of this lane in flight. */
  private static @Nullable LaneState lane(Board<?, ?> board, String lane) {
    LaneState most = null;
    for (var pool : board.pools.values()) {
      var state = pool.serves(lane) ? pool.lane(lane).state : null;
      if (state != null && (most == null || state.inFlight() > most.inFlight())) {
        most = state;
      }
    }
    return most;
  }
}
