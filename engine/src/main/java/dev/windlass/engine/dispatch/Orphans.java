package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.StepKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which pools have calls, or outcomes, of questions whose dispatcher is gone. When the partition
 * asks again, here or at another dispatcher, the question goes to that pool and is not paid twice.
 *
 * @param <P> how a pool is addressed
 */
final class Orphans<P> {
  /** Longer than a partition takes to come up elsewhere, and than most calls. */
  private static final long KEPT_MS = 15 * 60_000L;

  private record Orphan<P>(P pool, long sinceMs) {}

  private final SequencedMap<StepKey, Orphan<P>> all = new LinkedHashMap<>();

  boolean isEmpty() {
    return all.isEmpty();
  }

  void add(List<StepKey> steps, P pool, long nowMs) {
    for (var key : steps) {
      all.putLast(key, new Orphan<>(pool, nowMs));
    }
  }

  /** The pool that has this one, which is no orphan any more; or null. */
  @Nullable P take(StepKey key) {
    var orphan = all.remove(key);
    return orphan == null ? null : orphan.pool();
  }

  void lost(P pool) {
    all.values().removeIf(orphan -> orphan.pool().equals(pool));
  }

  /** Forgets those that nobody has asked for in a long time. */
  void prune(long nowMs) {
    while (!all.isEmpty() && nowMs - all.firstEntry().getValue().sinceMs() > KEPT_MS) {
      all.pollFirstEntry();
    }
  }
}
