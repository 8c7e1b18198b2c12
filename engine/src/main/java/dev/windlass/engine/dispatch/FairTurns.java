package dev.windlass.engine.dispatch;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns by weight: start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996). Each flow has a
 * time of its own, which moves by the cost of what it is served over its weight; who is behind in
 * time is served next. Over time each flow gets its share in cost, whatever the size of its items,
 * and one turn is one item, however far apart the weights are.
 *
 * <p>What an item costs may become known only after it was served: {@link #correct} moves the time
 * by the difference. A flow that was charged too little is ahead, and waits until the others have
 * caught up; one that was charged too much is behind, and is owed.
 *
 * <p>A flow that comes, or comes back from being empty or blocked, begins with who is furthest
 * behind, or with its own time if that is later: it saves nothing up while it takes no part, and
 * leaves no debt behind by leaving. Not thread-safe.
 *
 * @param <T> what a flow is
 */
final class FairTurns<T extends Turns> implements Turns {
  static final class Flow<T> {
    final String key;
    final T inner;
    private final long number;
    private double weight = 1;
    private double part = 1;
    private double time = Double.NEGATIVE_INFINITY;
    private boolean active;
    private boolean blocked;

    private Flow(String key, T inner, long number) {
      this.key = key;
      this.inner = inner;
      this.number = number;
    }

    double weight() {
      return weight;
    }

    boolean isActive() {
      return active;
    }

    boolean isBlocked() {
      return blocked;
    }
  }

  private final Map<String, Flow<T>> flows = new HashMap<>();
  private final TreeSet<Flow<T>> active =
      new TreeSet<>(
          Comparator.<Flow<T>>comparingDouble(flow -> flow.time)
              .thenComparingLong(flow -> flow.number));

  /** The time of whoever was served last. */
  private double now;

  private long made;

  @Nullable Flow<T> flow(String key) {
    return flows.get(key);
  }

  /** The flow of this key, made when it is missing. */
  Flow<T> flow(String key, Supplier<T> inner) {
    var flow = flows.get(key);
    if (flow == null) {
      flow = new Flow<>(key, inner.get(), ++made);
      flows.put(key, flow);
    }
    return flow;
  }

  Collection<Flow<T>> flows() {
    return flows.values();
  }

  /**
   * @param weight of the flow from now on
   * @param part of it that counts here, 1 unless others serve the same flow elsewhere
   */
  void weigh(Flow<T> flow, double weight, double part) {
    flow.weight = weight;
    flow.part = part;
  }

  /** This flow may have something to serve: it takes part in the turns. */
  void wake(Flow<T> flow) {
    if (!flow.active && !flow.blocked && flow.inner.peek() != null) {
      flow.time = Math.max(flow.time, active.isEmpty() ? now : active.first().time);
      flow.active = true;
      active.add(flow);
    }
  }

  /** A blocked flow is passed over until it is unblocked. */
  void block(Flow<T> flow, boolean blocked) {
    flow.blocked = blocked;
    if (!blocked) {
      wake(flow);
    } else if (flow.active) {
      active.remove(flow);
      flow.active = false;
    }
  }

  /** What the flow was served did cost so much more than it was charged; less if negative. */
  void correct(Flow<T> flow, double more) {
    double time = flow.time + more / (flow.weight * flow.part);
    if (flow.active) {
      active.remove(flow);
      flow.time = time;
      active.add(flow);
    } else {
      flow.time = time;
    }
  }

  /** The flow is served elsewhere from now on. */
  void remove(Flow<T> flow) {
    if (flow.active) {
      active.remove(flow);
      flow.active = false;
    }
    flows.remove(flow.key);
  }

  @Override
  public @Nullable Asked peek() {
    while (!active.isEmpty()) {
      var flow = active.first();
      var next = flow.inner.peek();
      if (next != null) {
        return next;
      }
      active.remove(flow);
      flow.active = false;
    }
    return null;
  }

  @Override
  public @Nullable Asked poll() {
    if (peek() == null) {
      return null;
    }
    var flow = active.first();
    var next = flow.inner.poll();
    if (next == null) {
      throw new IllegalStateException("a flow does not give what it showed: " + flow.key);
    }
    active.remove(flow);
    now = flow.time;
    flow.time += next.charged / (flow.weight * flow.part);
    flow.active = flow.inner.peek() != null;
    if (flow.active) {
      active.add(flow);
    }
    return next;
  }

  @Override
  public boolean isIdle() {
    return flows.isEmpty();
  }

  /** One that is ahead in time is remembered until the others have caught up. */
  @Override
  public void prune() {
    flows.values().forEach(flow -> flow.inner.prune());
    double behind = active.isEmpty() ? Double.POSITIVE_INFINITY : active.first().time;
    flows.values().removeIf(flow -> !flow.active && flow.inner.isIdle() && flow.time <= behind);
  }
}
