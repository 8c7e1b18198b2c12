package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.StepKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks for questions that another dispatcher may have had before: their calls may be in flight at
 * a pool, or their answers there, and that dispatcher's loss is seen by each node at a time of its
 * own. So all pools are asked; what one has goes to it, and the rest is queued once all have said
 * what they have, are gone, or were silent for too long. A node that is alone asks nobody.
 *
 * @param <P> how a pool is addressed
 * @param <L> how a partition is addressed
 */
final class Seeking<P, L> {
  /** Questions that are named in one message at most. */
  private static final int MOST = 1_000;

  private record Search<P>(List<Asked> steps, Set<P> awaited, long sinceMs) {}

  private final Board<P, L> board;
  private final Outbox<P, L> out;
  private final long longestMs;
  private List<Asked> next = new ArrayList<>();
  private final Map<Long, Search<P>> open = new LinkedHashMap<>();
  private long begun;

  Seeking(Board<P, L> board, long longestMs, Outbox<P, L> out) {
    this.board = board;
    this.longestMs = longestMs;
    this.out = out;
  }

  /** Whether this one is to be looked for first; then it is, from the next {@link #begin} on. */
  boolean takes(Asked asked) {
    if (!asked.request.mayBeRepeat() || !othersHavePools()) {
      return false;
    }
    asked.place = Asked.Place.SOUGHT;
    next.add(asked);
    return true;
  }

  private boolean othersHavePools() {
    return board.pools.values().stream().anyMatch(pool -> pool.keepsOutcomes);
  }

  /** Asks for what came since the last time. */
  void begin(long nowMs) {
    while (!next.isEmpty()) {
      var steps = next.subList(0, Math.min(MOST, next.size()));
      var search = new Search<P>(List.copyOf(steps), new HashSet<>(board.pools.keySet()), nowMs);
      next = new ArrayList<>(next.subList(steps.size(), next.size()));
      open.put(++begun, search);
      var keys = new ArrayList<StepKey>(search.steps.size());
      search.steps.forEach(asked -> keys.add(asked.key));
      for (var pool : search.awaited) {
        out.seek(pool, begun, keys);
      }
    }
  }

  /** This pool has said what it has of them. */
  void sought(long number, P pool) {
    var search = open.get(number);
    if (search != null) {
      search.awaited.remove(pool);
      endAnswered();
    }
  }

  /** This pool will say nothing any more. */
  void gone(P pool) {
    open.values().forEach(search -> search.awaited.remove(pool));
    endAnswered();
  }

  /** Now and then: waits no longer for who is silent. */
  void look(long nowMs) {
    end(search -> search.awaited.isEmpty() || nowMs - search.sinceMs > longestMs);
  }

  private void endAnswered() {
    end(search -> search.awaited.isEmpty());
  }

  private void end(Predicate<Search<P>> which) {
    var ended = new ArrayList<Search<P>>();
    open.values().removeIf(search -> which.test(search) && ended.add(search));
    for (var search : ended) {
      for (var asked : search.steps) {
        if (asked.place == Asked.Place.SOUGHT && !board.atPools().takes(asked)) {
          board.queue(asked);
        }
      }
    }
  }
}
