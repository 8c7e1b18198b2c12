package dev.windlass.engine.dispatch;

import org.jspecify.annotations.Nullable;

/** Something that gives one question after another. */
interface Turns {
  /** The next, which stays; null when nothing can be had now. The same until it is polled. */
  @Nullable Asked peek();

  /** The next, which is taken, and charged. */
  @Nullable Asked poll();

  /** Whether nothing is kept here: nothing that waits, and nothing whose cost is not known yet. */
  boolean isIdle();

  /** Forgets what is idle. */
  void prune();
}
