package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.LaneState;
import dev.windlass.engine.protocol.WaitReason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why questions wait, as things stand at one moment: made anew for each look at a board.
 *
 * <p>A question in the queue waits because its job is held, because the journal takes nothing,
 * because nobody serves its lane, or for what the lane's pools say. Of those that a pool was
 * granted the pool says how many wait, not which: as a pool starts them in the order in which they
 * came, the last ones are taken to wait, and the first ones to be in their own backoff.
 */
final class Reasons<P, L> {
  /** What holds a job that may have so many calls in flight and no more. */
  static final String JOB_CAP = "job concurrency";

  /**
   * Why one waits.
   *
   * @param heldSinceMs since when the reason holds, on the board's clock; -1 where it is not known
   */
  record Why(
      WaitReason reason, @Nullable String limit, double used, double flow, long heldSinceMs) {
    static Why of(WaitReason reason) {
      return new Why(reason, null, 0, 0, -1);
    }
  }

  private static final Why CALLING = Why.of(WaitReason.CALLING);
  private static final Why PAUSED = Why.of(WaitReason.PAUSED);
  private static final Why JOURNAL = Why.of(WaitReason.JOURNAL);
  private static final Why STARTING = Why.of(WaitReason.STARTING);
  private static final Why OWN_BACKOFF = Why.of(WaitReason.BACKOFF);
  private static final Why OWN_CAP = new Why(WaitReason.CONCURRENCY, JOB_CAP, 1, 0, -1);

  private final Board<P, L> board;
  private final Holds<P, L> holds;
  private final boolean journalStalls;
  private final Map<String, Why> lanes = new HashMap<>();

  Reasons(Board<P, L> board, Holds<P, L> holds, boolean journalStalls) {
    this.board = board;
    this.holds = holds;
    this.journalStalls = journalStalls;
    for (var pool : board.pools.values()) {
      pool.lanes().values().forEach(Reasons::mark);
    }
  }

  /** Marks which of the granted questions wait in the pool. */
  private static void mark(PoolDesk.LaneDesk lane) {
    var state = lane.state;
    int waiting = state == null ? 0 : state.waitingInPool();
    int backoff = state == null ? 0 : state.inBackoff();
    var why = state == null ? CALLING : why(state, lane.heldSinceMs);
    for (var asked : lane.granted) {
      asked.inPool = backoff-- > 0 ? OWN_BACKOFF : CALLING;
    }
    if (waiting > 0 && why.reason() != WaitReason.CALLING) {
      for (var asked : lane.granted.reversed()) {
        if (waiting-- <= 0) {
          break;
        }
        asked.inPool = why;
      }
    }
  }

  private static Why why(LaneState state, long heldSinceMs) {
    return new Why(state.reason(), state.limit(), state.limitUsed(), state.flow(), heldSinceMs);
  }

  /** Why it waits; null for one that was answered or that nobody wants any more. */
  @Nullable Why of(Asked asked) {
    return switch (asked.place) {
      case QUEUED, ASIDE, SOUGHT -> queued(asked);
      case GRANTED -> asked.inPool == null ? CALLING : asked.inPool;
      case ANSWERED, GONE -> null;
    };
  }

  private Why queued(Asked asked) {
    if (holds.isHeld(asked.holdKey())) {
      return PAUSED;
    }
    if (journalStalls) {
      return JOURNAL;
    }
    var lane = lanes.computeIfAbsent(asked.lane, this::lane);
    // where the provider itself holds back, a job's own cap is not what it waits for
    return holds.isBlocked(asked) && !lane.reason().isStandstill() ? OWN_CAP : lane;
  }

  /** By the pool that has the most of this lane in flight, among those that say anything. */
  private Why lane(String lane) {
    PoolDesk.LaneDesk most = null;
    boolean served = false;
    for (var pool : board.pools.values()) {
      if (pool.serves(lane)) {
        served = true;
        var desk = pool.lane(lane);
        if (desk.state != null && (most == null || desk.granted.size() > most.granted.size())) {
          most = desk;
        }
      }
    }
    if (!served) {
      return new Why(WaitReason.UNSERVED, lane, 0, 0, -1);
    }
    var state = most == null ? null : most.state;
    if (most == null || state == null || state.reason() == WaitReason.CALLING) {
      return STARTING;
    }
    return why(state, most.heldSinceMs);
  }
}
