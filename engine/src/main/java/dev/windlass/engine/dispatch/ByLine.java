package dev.windlass.engine.dispatch;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one job, earlier lines first: what a run asks next goes before the first question of
 * a later line, so that runs end one after another instead of all at last. What is no longer queued
 * is passed over.
 */
final class ByLine implements Turns {
  private final PriorityQueue<Asked> queue =
      new PriorityQueue<>(
          Comparator.<Asked>comparingLong(asked -> asked.line)
              .thenComparingLong(asked -> asked.number));

  void add(Asked asked) {
    queue.add(asked);
  }

  @Override
  public @Nullable Asked peek() {
    var next = queue.peek();
    while (next != null && next.place != Asked.Place.QUEUED) {
      queue.remove();
      next = queue.peek();
    }
    return next;
  }

  @Override
  public @Nullable Asked poll() {
    var next = peek();
    if (next != null) {
      queue.remove();
    }
    return next;
  }

  @Override
  public boolean isIdle() {
    return peek() == null;
  }
}
