package dev.windlass.workers.pool;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Wakes a pool when the next call is due. Finer than the actor system's timers, whose tick of some
 * milliseconds would make an even flow of many calls a second uneven.
 */
@FunctionalInterface
public interface Alarm {
  /** Runs this once, after so many nanoseconds, on some thread; it must only send a message. */
  void ring(long inNanos, Runnable what);

  /** The actor system's own timers; time stands still with theirs in tests. */
  static Alarm of(ActorSystem<?> system) {
    return (nanos, what) ->
        system
            .scheduler()
            .scheduleOnce(Duration.ofNanos(Math.max(0, nanos)), what, system.executionContext());
  }

  /** One thread that sleeps exactly until the next call of any pool is due. */
  static Alarm of(ScheduledThreadPoolExecutor thread) {
    return (nanos, what) -> {
      if (!thread.isShutdown()) {
        thread.schedule(what, nanos, TimeUnit.NANOSECONDS);
      }
    };
  }

  /** A thread for {@link #of(ScheduledThreadPoolExecutor)}. */
  static ScheduledThreadPoolExecutor newThread() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().name("windlass-pace").daemon().unstarted(work));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }
}
