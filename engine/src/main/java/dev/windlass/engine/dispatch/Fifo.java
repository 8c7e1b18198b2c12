package dev.windlass.engine.dispatch;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** First come, first served; what is no longer queued is passed over. */
final class Fifo implements Turns {
  private final ArrayDeque<Asked> queue = new ArrayDeque<>();

  void last(Asked asked) {
    queue.addLast(asked);
  }

  void first(Asked asked) {
    queue.addFirst(asked);
  }

  @Override
  public @Nullable Asked peek() {
    var next = queue.peekFirst();
    while (next != null && next.place != Asked.Place.QUEUED) {
      queue.removeFirst();
      next = queue.peekFirst();
    }
    return next;
  }

  @Override
  public @Nullable Asked poll() {
    var next = peek();
    if (next != null) {
      queue.removeFirst();
    }
    return next;
  }

  @Override
  public boolean isIdle() {
    return peek() == null;
  }
}
