package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Pause;
import java.time.Duration;

/** What the {@link Desk} decides and cannot do itself. */
interface Hands {
  void start(HeldStep step);

  /** Cuts the call; its end is still reported. */
  void abort(HeldStep step);

  /** Ends a call that the provider's side does not end; reported as a timeout. */
  void giveUp(HeldStep step);

  void ended(HeldStep step, StepOutcome outcome);

  void handBack(HeldStep step);

  /** Tells the limit's owner that the provider refused, and for how long it is left alone. */
  void refused(Duration away, Pause.Cause cause);

  /**
   * Tells the limit's owner what had got through when the provider refused this call for a rate.
   *
   * @param unit calls, or tokens where the provider named them
   */
  void exceeded(LimitKey.Unit unit, double passed, long startedAt);

  /** Tells the limit's owner at once what the headers say. */
  void learned();
}
