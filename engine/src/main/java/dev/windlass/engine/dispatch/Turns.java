package dev.windlass.engine.dispatch;

import org.jspecify.annotations.Nullable;

/** Something that gives one question after another. */
interface Turns {
  /** The next, which stays; null when nothing can be had now. The same until it is polled. */
  @Nullable Asked peek();

  /** The next, which is taken. */
  @Nullable Asked poll();

  /** Whether nothing is kept here, not even something that cannot be had now. */
  boolean isIdle();
}
