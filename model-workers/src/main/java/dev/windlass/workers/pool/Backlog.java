package dev.windlass.workers.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The steps of a pool that wait: ready ones in order, others until their backoff is over. */
final class Backlog {
  private final ArrayDeque<HeldStep> ready = new ArrayDeque<>();
  private final PriorityQueue<HeldStep> backoff =
      new PriorityQueue<>((one, other) -> Long.signum(one.dueAt - other.dueAt));

  /** A step is ready, behind the others. */
  void add(HeldStep step, long now) {
    step.state = HeldStep.State.READY;
    step.waitsSince = now;
    step.lane.waiting++;
    ready.addLast(step);
  }

  /** A step is ready from {@code due} on, then before the others. */
  void addLater(HeldStep step, long due, long now) {
    step.state = HeldStep.State.BACKOFF;
    step.waitsSince = now;
    step.dueAt = due;
    step.lane.waiting++;
    backoff.add(step);
  }

  /** Those whose backoff is over are ready; true if nobody was ready before. */
  boolean wake(long now) {
    boolean quiet = ready.isEmpty();
    var step = backoff.peek();
    while (step != null && step.dueAt - now <= 0) {
      backoff.poll();
      step.state = HeldStep.State.READY;
      ready.addFirst(step);
      step = backoff.peek();
    }
    return quiet && !ready.isEmpty();
  }

  @Nullable HeldStep first() {
    return ready.peekFirst();
  }

  /** Ready steps of which this holds, in their order, among the first so many. */
  List<HeldStep> readyOf(Predicate<HeldStep> which, int among) {
    var found = new ArrayList<HeldStep>();
    int seen = 0;
    for (var step : ready) {
      if (++seen > among) {
        break;
      }
      if (which.test(step)) {
        found.add(step);
      }
    }
    return found;
  }

  void removeFirst() {
    ready.removeFirst().lane.waiting--;
  }

  /** Takes these out, in the order in which they would have gone. */
  List<HeldStep> remove(Predicate<HeldStep> which) {
    var gone = removeReady(which);
    var late = new ArrayList<HeldStep>();
    backoff.removeIf(step -> which.test(step) && late.add(step));
    late.sort(Comparator.comparingLong(step -> step.heldSince));
    late.forEach(step -> step.lane.waiting--);
    gone.addAll(late);
    return gone;
  }

  List<HeldStep> removeReady(Predicate<HeldStep> which) {
    var gone = new ArrayList<HeldStep>();
    ready.removeIf(step -> which.test(step) && gone.add(step));
    gone.forEach(step -> step.lane.waiting--);
    return gone;
  }

  /** When the next backoff is over; {@link Long#MAX_VALUE} for none. */
  long nextDue() {
    var next = backoff.peek();
    return next == null ? Long.MAX_VALUE : next.dueAt;
  }

  int ready() {
    return ready.size();
  }

  int inBackoff() {
    return backoff.size();
  }

  void each(Consumer<HeldStep> what) {
    ready.forEach(what);
    backoff.forEach(what);
  }
}
