package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.Granted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Serves the demand of pools out of the queues, in turns and never beyond it. */
final class Grants<P, L> {
  /**
   * Where grants are cut: they must pass a frame between nodes.
   *
   * @param steps in one grant; more go in the next
   * @param bytes of prompts in one grant, but for one that is longer alone
   */
  record Cut(int steps, long bytes) {}

  /**
   * Bytes of a token of {@link Asked#prompt}: four characters of three bytes, the most they take.
   */
  private static final long BYTES_A_TOKEN = 12;

  private final Board<P, L> board;
  private final Holds<P, L> holds;
  private final Outbox<P, L> out;
  private final Cut cut;

  Grants(Board<P, L> board, Holds<P, L> holds, Outbox<P, L> out, Cut cut) {
    this.cut = cut;
    this.board = board;
    this.holds = holds;
    this.out = out;
  }

  /** Gives what is wanted of this lane to the pools that want it. */
  void give(String lane, long nowMs) {
    var queue = board.lanes.get(lane);
    if (queue == null) {
      return;
    }
    var ready = new HashSet<PoolDesk<P>>();
    for (var pool : board.pools.values()) {
      if (pool.serves(lane)) {
        var desk = pool.lane(lane);
        if (desk.wanted > 0) {
          ready.add(pool);
        } else if (!desk.opened && desk.granted.isEmpty() && queue.size() > 0) {
          desk.opened = true;
          out.open(pool.pool, lane, Backlogs.of(queue));
        }
      }
    }
    for (var pool : ready) {
      int share = (pool.lane(lane).wanted + ready.size() - 1) / ready.size();
      grant(pool, lane, queue, ready.size() == 1 ? pool.lane(lane).wanted : share, nowMs);
    }
  }

  private void grant(PoolDesk<P> pool, String lane, FairQueue queue, int most, long nowMs) {
    var steps = new ArrayList<Granted>(Math.min(most, cut.steps()));
    boolean any = false;
    long bytes = 0;
    for (int i = 0; i < most; i++) {
      var next = queue.poll();
      if (next == null) {
        break;
      }
      if (next.request.job() == null && holds.isHeld(next.holdKey())) {
        queue.settle(next, 0);
        next.place = Asked.Place.ASIDE;
        continue;
      }
      any = true;
      if (board.atPools().takes(next)) {
        continue;
      }
      pool.granted(next);
      holds.started(next);
      long size = next.prompt * BYTES_A_TOKEN;
      if (!steps.isEmpty() && bytes + size > cut.bytes()) {
        out.grant(pool.pool, lane, List.copyOf(steps));
        steps.clear();
        bytes = 0;
      }
      steps.add(new Granted(next.request, nowMs - next.queuedAtMs, next.charged));
      bytes += size;
      if (steps.size() >= cut.steps()) {
        out.grant(pool.pool, lane, List.copyOf(steps));
        steps.clear();
        bytes = 0;
      }
    }
    if (!steps.isEmpty()) {
      out.grant(pool.pool, lane, List.copyOf(steps));
    }
    if (any) {
      board.granted(lane);
    }
  }
}
