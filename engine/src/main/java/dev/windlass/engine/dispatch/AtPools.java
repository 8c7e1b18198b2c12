package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is with the pools, and how it comes back: the half of the {@link Board} that faces them. */
final class AtPools<P, L> {
  private final Board<P, L> board;
  private final Holds<P, L> holds;
  private final Outbox<P, L> out;

  /** Steps at a pool that nobody waits for any more; each still takes its place there. */
  private final Map<StepKey, Asked> strays = new HashMap<>();

  private final Orphans<P> orphans = new Orphans<>();

  AtPools(Board<P, L> board, Holds<P, L> holds, Outbox<P, L> out) {
    this.board = board;
    this.holds = holds;
    this.out = out;
  }

  void stray(Asked asked) {
    strays.put(asked.key, asked);
  }

  /** The stray of this key, which is one no more; or null. */
  @Nullable Asked backFromStray(StepKey key) {
    return strays.remove(key);
  }

  Collection<Asked> strays() {
    return strays.values();
  }

  /**
   * A question whose call is under way already, or has ended, at a pool, is granted to it. Asked
   * when it comes and again when its turn has come: the pool's word may be later than the question,
   * and its job may have been blocked.
   */
  boolean takes(Asked asked) {
    if (orphans.isEmpty() || holds.isBlocked(asked)) {
      return false;
    }
    var pool = orphans.take(asked.key);
    var desk = pool == null ? null : board.pools.get(pool);
    if (pool == null || desk == null) {
      return false;
    }
    desk.granted(asked);
    holds.started(asked);
    out.grant(pool, asked.lane, List.of(new Dispatching.Granted(asked.request, 0, 0)));
    return true;
  }

  /** A pool has calls of a dispatcher that is gone. */
  void orphaned(List<StepKey> steps, P pool, long nowMs) {
    if (board.pools.containsKey(pool)) {
      orphans.add(steps, pool, nowMs);
    }
  }

  /** Tells pools what of theirs is durable. */
  @SuppressWarnings("unchecked") // a pool's address was put there by this board
  void durable(List<Asked> stored) {
    var kept = new LinkedHashMap<P, List<StepKey>>();
    for (var asked : stored) {
      var pool = (P) asked.keptBy;
      if (pool != null && board.pools.containsKey(pool)) {
        kept.computeIfAbsent(pool, p -> new ArrayList<>()).add(asked.key);
      }
    }
    kept.forEach(out::durable);
  }

  void finished(List<StepOutcome> outcomes, P pool) {
    var from = board.pools.get(pool);
    boolean keeps = from != null && from.keepsOutcomes;
    var unwanted = new ArrayList<StepKey>();
    for (var outcome : outcomes) {
      var desk = board.desks.get(outcome.key().partition());
      var asked = desk == null ? null : desk.asked.get(outcome.key());
      if (desk != null && asked != null && asked.place == Asked.Place.GRANTED) {
        asked.keptBy = keeps ? pool : null;
        ended(asked, outcome);
        desk.answered(asked, outcome);
        board.dirty(desk);
      } else {
        strayEnded(outcome.key(), outcome);
        if (asked == null) {
          unwanted.add(outcome.key());
        }
      }
    }
    if (keeps && !unwanted.isEmpty()) {
      out.durable(pool, unwanted);
    }
  }

  private void ended(Asked asked, StepOutcome outcome) {
    var lane = board.lanes.get(asked.lane);
    if (lane != null) {
      Costs.settle(lane, asked, outcome);
    }
    ungrant(asked);
  }

  private void refund(Asked asked) {
    var lane = board.lanes.get(asked.lane);
    if (lane != null) {
      lane.settle(asked, 0);
    }
  }

  private void strayEnded(StepKey key, @Nullable StepOutcome outcome) {
    var stray = strays.remove(key);
    if (stray != null) {
      if (outcome == null) {
        refund(stray);
        ungrant(stray);
      } else {
        ended(stray, outcome);
      }
      stray.place = Asked.Place.GONE;
    }
  }

  /** Steps that a pool was granted and did not start. */
  void handedBack(List<StepKey> steps) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      var desk = board.desks.get(steps.get(i).partition());
      var asked = desk == null ? null : desk.asked.get(steps.get(i));
      if (asked != null && asked.place == Asked.Place.GRANTED) {
        refund(asked);
        ungrant(asked);
        board.queue(asked);
      } else {
        strayEnded(steps.get(i), null);
      }
    }
  }

  @SuppressWarnings("unchecked") // a pool's address was put there by this board
  private void ungrant(Asked asked) {
    var pool = board.pools.get((P) asked.pool);
    if (pool != null) {
      pool.lane(asked.lane).granted.remove(asked);
    }
    asked.pool = null;
    holds.ended(asked);
  }

  /** A pool gets no more. */
  void deaf(P pool) {
    var desk = board.pools.get(pool);
    if (desk != null) {
      desk.lanes().values().forEach(lane -> lane.wanted = 0);
    }
    board.seeking().gone(pool);
  }

  /** A pool is no more: what it had goes back, and may be on the wire a second time. */
  void lost(P pool) {
    var desk = board.pools.remove(pool);
    if (desk == null) {
      return;
    }
    for (var lane : desk.lanes().values()) {
      for (var asked : List.copyOf(lane.granted).reversed()) {
        refund(asked);
        holds.ended(asked);
        asked.pool = null;
        var owner = board.desks.get(asked.key.partition());
        if (owner != null && owner.asked.get(asked.key) == asked) {
          asked.request = asked.request.again();
          board.queue(asked);
        } else {
          strays.remove(asked.key);
        }
      }
    }
    orphans.lost(pool);
    board.seeking().gone(pool);
    holds.poolGone(pool, out);
  }

  void prune(long nowMs) {
    orphans.prune(nowMs);
  }
}
