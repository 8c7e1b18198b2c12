package dev.windlass.workers.pool;

import java.util.function.LongSupplier;

/**
 * A pool's one alarm. Put off again and again, as long as answers come often enough for the pool to
 * look at its limit on their occasion, it neither sets a timer anew nor tells the pool anything: it
 * rings when it was first set to, sees that it was put off, and sleeps on. Waking a thread is the
 * dearest thing that a call can cost here. Thread-safe.
 */
final class WakeUp {
  private final Alarm alarm;
  private final LongSupplier nanos;
  private final Runnable wake;
  private boolean wanted;
  private long at;
  private boolean set;
  private long rings;

  /**
   * @param wake told on the alarm's thread; it must only send a message
   */
  WakeUp(Alarm alarm, LongSupplier nanos, Runnable wake) {
    this.alarm = alarm;
    this.nanos = nanos;
    this.wake = wake;
  }

  /** Wakes once, then; not at the time that was given before. */
  synchronized void at(long time) {
    wanted = true;
    at = time;
    if (!set || time - rings < 0) {
      set(time);
    }
  }

  private void set(long time) {
    set = true;
    rings = time;
    alarm.ring(Math.max(0, time - nanos.getAsLong()), () -> rang(time));
  }

  private void rang(long time) {
    synchronized (this) {
      if (!set || time != rings) {
        return; // overtaken by one that was set for earlier
      }
      set = false;
      if (!wanted) {
        return;
      }
      if (at - nanos.getAsLong() > 0) {
        set(at);
        return;
      }
      wanted = false;
    }
    wake.run();
  }
}
