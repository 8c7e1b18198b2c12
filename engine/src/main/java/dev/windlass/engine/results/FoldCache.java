package dev.windlass.engine.results;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What readers put away for the next one, the least recently used going first when it weighs too
 * much. What is taken is gone from here until it is put back, so it has one user at a time.
 * Thread-safe.
 */
final class FoldCache<K, V> {
  private final Map<K, V> kept = new LinkedHashMap<>();
  private final ToLongFunction<V> weigher;
  private final long bound;
  private long weight;

  FoldCache(long bound, ToLongFunction<V> weigher) {
    this.bound = bound;
    this.weigher = weigher;
  }

  synchronized @Nullable V take(K key) {
    var value = kept.remove(key);
    if (value != null) {
      weight -= weigher.applyAsLong(value);
    }
    return value;
  }

  synchronized void put(K key, V value) {
    take(key);
    kept.put(key, value);
    weight += weigher.applyAsLong(value);
    var eldest = kept.entrySet().iterator();
    while (weight > bound && eldest.hasNext()) {
      weight -= weigher.applyAsLong(eldest.next().getValue());
      eldest.remove();
    }
  }
}
