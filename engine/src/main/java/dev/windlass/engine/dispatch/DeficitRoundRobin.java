package dev.windlass.engine.dispatch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deficit round robin (Shreedhar and Varghese, SIGCOMM 1995): flows take turns, each turn adds a
 * quantum to what it may spend, and a flow is served while it can pay for its next item. Over time
 * each flow gets its share in cost, whatever the size of its items.
 *
 * <p>A flow that is empty or blocked leaves the ring and loses what it had saved, so an idle flow
 * cannot hoard. Not thread-safe.
 *
 * @param <T> what a flow is
 */
final class DeficitRoundRobin<T extends Turns> implements Turns {
  private static final class Flow<T> {
    final String key;
    final T inner;
    double credit;
    boolean inRing;
    boolean blocked;

    Flow(String key, T inner) {
      this.key = key;
      this.inner = inner;
    }
  }

  private final Map<String, Flow<T>> flows = new HashMap<>();
  private final ArrayDeque<Flow<T>> ring = new ArrayDeque<>();
  private final double quantum;

  /**
   * @param quantum cost that one turn is worth
   */
  DeficitRoundRobin(double quantum) {
    this.quantum = quantum;
  }

  /** The flow of this key, or null. */
  @Nullable T flow(String key) {
    var flow = flows.get(key);
    return flow == null ? null : flow.inner;
  }

  /** The flow of this key, made when it is missing. */
  T flow(String key, Supplier<T> made) {
    return flows.computeIfAbsent(key, k -> new Flow<>(k, made.get())).inner;
  }

  /** This flow may have something to serve: it takes part in the turns. */
  void wake(String key) {
    var flow = flows.get(key);
    if (flow == null || flow.inRing || flow.blocked) {
      return;
    }
    if (flow.inner.peek() != null) {
      flow.inRing = true;
      flow.credit = 0;
      ring.addLast(flow);
    } else if (flow.inner.isIdle()) {
      flows.remove(key);
    }
  }

  /** A blocked flow is passed over until it is unblocked. */
  void block(String key, boolean blocked) {
    var flow = flows.get(key);
    if (flow == null || flow.blocked == blocked) {
      return;
    }
    flow.blocked = blocked;
    if (blocked && flow.inRing) {
      ring.remove(flow);
      flow.inRing = false;
    } else if (!blocked) {
      wake(key);
    }
  }

  @Override
  public @Nullable Asked peek() {
    while (true) {
      var flow = ring.peekFirst();
      if (flow == null) {
        return null;
      }
      var next = flow.inner.peek();
      if (next == null) {
        leave(flow);
      } else if (flow.credit >= next.tokens) {
        return next;
      } else {
        turn(flow, next.tokens);
      }
    }
  }

  /** One flow alone needs no rounds; among several, its turn is over. */
  private void turn(Flow<T> flow, double needed) {
    if (ring.size() == 1) {
      flow.credit = Math.max(flow.credit + quantum, needed);
    } else {
      flow.credit += quantum;
      ring.addLast(ring.removeFirst());
    }
  }

  @Override
  public @Nullable Asked poll() {
    var next = peek();
    if (next == null) {
      return null;
    }
    var flow = ring.getFirst();
    flow.credit -= next.tokens;
    flow.inner.poll();
    if (flow.inner.peek() == null) {
      leave(flow);
    }
    return next;
  }

  private void leave(Flow<T> flow) {
    ring.removeFirst();
    flow.inRing = false;
    flow.credit = 0;
    if (flow.inner.isIdle()) {
      flows.remove(flow.key);
    }
  }

  @Override
  public boolean isIdle() {
    return flows.isEmpty();
  }
}
