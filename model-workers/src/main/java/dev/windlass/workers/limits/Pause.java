package dev.windlass.workers.limits;

import java.util.random.RandomGenerator;

/**
 * What a limit does when its provider says no.
 *
 * <p>A refusal with a time closes the limit for that time, at most ten minutes. A refusal without
 * one, or one after which no call has got through yet, is a storm: single calls go as probes, at
 * most one a second with jitter, until the answer to one that started after the last refusal shows
 * that the provider serves again. A short time (below a second) with calls getting through is the
 * ordinary way of a bucket that ran dry, and needs no probe. An exhausted quota is probed every ten
 * minutes.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class Pause {
  static final long SECOND = 1_000_000_000L;

  /** However long a provider asks us to stay away, we look again after this. */
  public static final long LONGEST = 600 * SECOND;

  private enum State {
    OPEN,
    CLOSED,
    PROBING
  }

  private final RandomGenerator jitter;
  private State state = State.OPEN;
  private boolean proven = true;
  private boolean parked;
  private long parkedSince;
  private long refusedAt;
  private long until;
  private int holders = 1;

  public Pause(RandomGenerator jitter) {
    this.jitter = jitter;
  }

  /**
   * The provider refused a call because of its limit.
   *
   * @param wait how long it asks us to stay away, 0 or less when it does not say
   */
  public void refused(long wait, long now) {
    boolean ordinary = wait > 0 && wait < SECOND && proven && !parked;
    long away = wait > 0 ? Math.min(wait, LONGEST) : interval(SECOND);
    close(now + away, now);
    if (!ordinary) {
      state = State.PROBING;
    } else if (state == State.OPEN) {
      state = State.CLOSED;
    }
    if (state == State.PROBING) {
      proven = false;
    }
  }

  /** The account has nothing left; only its owner can change that. */
  public void park(long now) {
    if (!parked) {
      parked = true;
      parkedSince = now;
    }
    close(now + LONGEST, now);
    state = State.PROBING;
    proven = false;
  }

  /** Another gate of this limit was told to stay away for so long. */
  public void elsewhere(long wait, long now) {
    close(now + Math.min(Math.max(wait, 0), LONGEST), now);
    state = State.PROBING;
    proven = false;
  }

  /** With more gates on one limit each probes less often. */
  public void sharedBy(int gates) {
    holders = Math.max(1, gates);
  }

  /** Whether a call may go as far as the pause is concerned. */
  public boolean admits(long now) {
    if (state == State.OPEN) {
      return true;
    }
    if (until - now > 0) {
      return false;
    }
    if (state == State.CLOSED) {
      state = State.OPEN;
    }
    return true;
  }

  /** A call was started: a probe, if the limit is not open. */
  public void started(long now) {
    if (state == State.PROBING) {
      until = now + interval(parked ? LONGEST : SECOND * holders);
    }
  }

  /** A call that began at {@code startedAt} got an answer that was no refusal. */
  public void proven(long startedAt) {
    if (startedAt - refusedAt >= 0 || (proven && state == State.OPEN)) {
      proven = true;
      parked = false;
      if (state == State.PROBING) {
        state = State.OPEN;
      }
    }
  }

  /** When to look again; only of use while {@link #admits} says no. */
  public long admitsAt() {
    return until;
  }

  /** What is left of the pause, 0 when there is none. */
  public long left(long now) {
    return state == State.OPEN ? 0 : Math.max(0, until - now);
  }

  /** Whether calls go one by one until the provider has shown that it serves. */
  public boolean isProbing() {
    return state == State.PROBING;
  }

  /** Whether the quota was exhausted for at least so long. */
  public boolean parkedFor(long nanos, long now) {
    return parked && now - parkedSince >= nanos;
  }

  public boolean isParked() {
    return parked;
  }

  private void close(long end, long now) {
    if (state == State.OPEN || end - until > 0) {
      until = end;
    }
    refusedAt = now;
  }

  private long interval(long least) {
    return least + (long) (least * 0.25 * jitter.nextDouble());
  }
}
