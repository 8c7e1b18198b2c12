package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitKey;
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

  private WaitReason reason = WaitReason.CALLING;
  private @Nullable LimitKey key;
  private long since;
  private long seenAt;

  Standstill(long now) {
    since = now;
    seenAt = now;
  }

  /** This holds the next step just now. */
  void held(WaitReason by, @Nullable LimitKey figure, long now) {
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

  /** Looked at now and then: what has held nobody for a while holds no longer. */
  void look(boolean paused, long now) {
    boolean over = isPause(reason) ? !paused : now - seenAt > FORGOTTEN;
    if (reason != WaitReason.CALLING && over) {
      reason = WaitReason.CALLING;
      key = null;
      since = now;
    }
  }

  private static boolean isPause(WaitReason reason) {
    return reason == WaitReason.BACKOFF || reason == WaitReason.QUOTA;
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
