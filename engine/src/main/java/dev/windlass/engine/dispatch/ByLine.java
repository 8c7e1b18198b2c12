package dev.windlass.engine.dispatch;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one job, earlier lines first: what a run asks next goes before the first question of
 * a later line, so that runs end one after another instead of all at last. What is no longer queued
 * is passed over. It is kept while a step of it is at a worker, for that one's true cost.
 */
final class ByLine implements Turns {
  private final PriorityQueue<Asked> queue = new PriorityQueue<>(ByLine::compare);
  private Sizes sizes = new Sizes();
  private int away;

  private static int compare(Asked one, Asked other) {
    int byLine = Long.compare(one.line, other.line);
    return byLine != 0 ? byLine : Long.compare(one.number, other.number);
  }

  void add(Asked asked) {
    queue.add(asked);
  }

  /** How many wait, a few too many where some were forgotten. */
  int size() {
    return queue.size();
  }

  Sizes sizes() {
    return sizes;
  }

  /** One that was taken has ended, or came back. */
  void returned() {
    away--;
  }

  /** Goes on in place of the other. */
  void takeOver(ByLine other) {
    queue.addAll(other.queue);
    away += other.away;
    sizes = other.sizes;
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
      next.charged = sizes.expect(next);
      away++;
    }
    return next;
  }

  @Override
  public boolean isIdle() {
    return away <= 0 && peek() == null;
  }

  @Override
  public void prune() {}
}
