package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Why a pool starts no further step, and since when.
 *
 * <p>A pool in front of a limit is held and let go many times a second, so what held it counts until
 * it has held nobody for a second; only a provider that is left alone, or serves again, changes the
 * reason at once. Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
final class Standstill {
  private static final long FORGOTTEN = 1_000_000_000L;

  private final LimitGate gate;
  private final int workers;
  private WaitReason reason = WaitReason.CALLING;
  private @Nullable LimitKey key;
  private long since;
  private long seenAt;

  /**
   * @param workers calls in flight that the pool can have at the most
   */
  Standstill(LimitGate gate, int workers, long now) {
    this.gate = gate;
    this.workers = workers;
    since = now;
    seenAt = now;
  }

  /**
   * The next step finds no room.
   *
   * @param cap calls in flight that may be now: fewer than the workers where a limit says so
   */
  void byCalls(int cap, long now) {
    boolean ofLimit = cap < workers;
    held(
        ofLimit ? WaitReason.CONCURRENCY : WaitReason.WORKERS,
        ofLimit ? LimitKey.CONCURRENCY : null,
        now);
  }

  /**
   * The gate has just refused the next step. Until the provider has shown that it serves again, no
   * figure is what holds.
   */
  void byTheLimit(long now) {
    if (gate.pause().isProbing() || gate.blockedBy() == WaitReason.BACKOFF) {
      byPause(now);
    } else {
      held(gate.blockedBy(), gate.blockedKey(), now);
    }
  }

  private void byPause(long now) {
    var cause = gate.pause().cause(now);
    var why =
        switch (cause == null ? Pause.Cause.BACKOFF : cause) {
          case BACKOFF -> WaitReason.BACKOFF;
          case QUOTA -> WaitReason.QUOTA;
          case DAILY -> WaitReason.DAILY;
        };
    held(why, null, now);
  }

  private void held(WaitReason by, @Nullable LimitKey figure, long now) {
    if (by == reason && figure == key) {
      seenAt = now;
      return;
    }
    boolean atOnce = reason == WaitReason.CALLING || isPause(by) || isPause(reason);
    if (atOnce || now - seenAt > FORGOTTEN) {
      reason = by;
      key = figure;
      since = now;
      seenAt = now;
    }
  }

  /**
   * Looked at now and then. A pool that takes no more may have nobody ready, and still hold what its
   * dispatchers queue; what has held nobody for a while holds no longer.
   */
  void look(int inFlight, int cap, long now) {
    boolean paused = gate.pause().isProbing() || !gate.pauseLeft(now).isZero();
    if (paused) {
      byPause(now);
    } else if (inFlight >= cap) {
      byCalls(cap, now);
    }
    boolean over = isPause(reason) ? !paused : now - seenAt > FORGOTTEN;
    if (reason != WaitReason.CALLING && over) {
      reason = WaitReason.CALLING;
      key = null;
      since = now;
    }
  }

  private static boolean isPause(WaitReason reason) {
    return reason == WaitReason.BACKOFF
        || reason == WaitReason.QUOTA
        || reason == WaitReason.DAILY;
  }

  WaitReason reason() {
    return reason;
  }

  /** The figure that holds, where it is one. */
  @Nullable LimitKey key() {
    return key;
  }

  long heldMs(long now) {
    return (now - since) / 1_000_000;
  }
}
