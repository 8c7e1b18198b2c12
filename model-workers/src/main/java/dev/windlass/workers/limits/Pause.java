package dev.windlass.workers.limits;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a limit does when its provider says no.
 *
 * <p>A refusal with a time closes the limit for that time, at most ten minutes. A time below a
 * second with calls getting through is the ordinary way of a bucket that ran dry: when it is over,
 * calls go on. Everything else is a storm: a longer time, none, or a second refusal with nothing
 * served in between. Then single calls go as probes, at most one a second with jitter, whatever
 * time is said, until the answer to one that started after the first refusal shows that the
 * provider serves again. Calls that were on the wire when the first was refused say nothing new.
 *
 * <p>An exhausted quota, or day, parks the limit: it is probed when the time that was said is over,
 * or every ten minutes. Gates of one limit on several nodes tell each other of refusals; each of
 * them then puts off its own probe, so that together they send one a second.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class Pause {
  static final long SECOND = 1_000_000_000L;

  /** However long a provider asks us to stay away, we look again after this. */
  public static final long LONGEST = 600 * SECOND;

  /** Why a limit is closed. */
  public enum Cause {
    /** The provider refused for its rate, or is in a storm. */
    BACKOFF,
    /** The account has nothing left; only its owner can change that. */
    QUOTA,
    /** What a day allows is used up. */
    DAILY;

    /** As it is shown. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private enum State {
    OPEN,
    CLOSED,
    PROBING
  }

  /** More than a round trip. */
  private static final long SURELY_BACK = SECOND / 20;

  private final RandomGenerator jitter;
  private State state = State.OPEN;
  private boolean served = true;
  private @Nullable Cause parked;
  private boolean everRefused;
  private long refusedAt;
  private long firstUnserved;
  private boolean startedSince;
  private long firstStarted;
  private long said;
  private long until;
  private int holders = 1;

  public Pause(RandomGenerator jitter) {
    this.jitter = jitter;
  }

  /**
   * The provider refused a call because of its limit.
   *
   * @param wait how long it asks us to stay away, 0 or less when it does not say
   * @param startedAt when the call started
   */
  public void refused(long wait, long startedAt, long now) {
    boolean wasOnTheWire = everRefused && startedAt - refusedAt < 0;
    if (!wasOnTheWire && parked != null) {
      parked = null;
      until = now;
    }
    boolean brief = wait > 0 && wait < SECOND;
    boolean ordinary =
        state != State.PROBING
            && brief
            && (served || wasOnTheWire || anEarlierOneIsServed(startedAt, now));
    long away = Math.clamp(wait, 0, LONGEST);
    if (said - (now + away) < 0 || state == State.OPEN) {
      said = now + away;
    }
    if (ordinary) {
      close(now + away);
      state = State.CLOSED;
    } else {
      close(now + (away >= SECOND ? away : interval(SECOND)));
      state = State.PROBING;
    }
    if (!wasOnTheWire) {
      note(now);
    }
  }

  /**
   * Refusals come quickly, answers slowly: a call that went out well before this one, after the
   * last refusal, and is not back yet, was not refused.
   */
  private boolean anEarlierOneIsServed(long startedAt, long now) {
    return startedSince
        && startedAt - firstStarted > 0
        && now - firstStarted > 3 * (now - startedAt) + SURELY_BACK;
  }

  private void note(long now) {
    if (served || !everRefused) {
      firstUnserved = now;
    }
    everRefused = true;
    refusedAt = now;
    served = false;
    startedSince = false;
  }

  /**
   * Nothing will go for long.
   *
   * @param wait how long the provider asks us to stay away, 0 or less when it does not say
   */
  public void park(Cause cause, long wait, long now) {
    parked = cause;
    long away = wait > 0 ? Math.max(SECOND, Math.min(wait, LONGEST)) : LONGEST;
    state = State.PROBING;
    until = now + away;
    said = until;
    note(now);
  }

  /** Another gate of this limit was told to stay away for so long, and why. */
  public void elsewhere(Cause cause, long wait, long now) {
    if (cause != Cause.BACKOFF) {
      park(cause, wait, now);
      until += (long) (SECOND * 0.25 * holders * jitter.nextDouble());
      return;
    }
    long away = Math.clamp(wait, 0, LONGEST);
    if (away < SECOND && state != State.PROBING) {
      close(now + away);
      state = State.CLOSED;
      return;
    }
    // its probe counts for all: ours waits for another second, and not all of us for the same one
    close(now + Math.max(away, SECOND) + (long) (SECOND * 0.25 * holders * jitter.nextDouble()));
    said = now + away;
    state = State.PROBING;
    note(now);
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
    if (!startedSince) {
      startedSince = true;
      firstStarted = now;
    }
    if (state == State.PROBING) {
      until = now + interval(parked != null ? LONGEST : SECOND * holders);
    }
  }

  /** A call that began at {@code startedAt} got an answer that was no refusal. */
  public void proven(long startedAt) {
    if (!everRefused || startedAt - firstUnserved >= 0) {
      served = true;
      parked = null;
      if (state == State.PROBING) {
        // a time that was said after that call went out still holds
        state = State.CLOSED;
        until = said;
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

  /** Why calls do not go now, or go one by one; null while they flow. */
  public @Nullable Cause cause(long now) {
    if (state == State.OPEN || (state == State.CLOSED && until - now <= 0)) {
      return null;
    }
    return parked == null ? Cause.BACKOFF : parked;
  }

  /** Whether calls go one by one until the provider has shown that it serves. */
  public boolean isProbing() {
    return state == State.PROBING;
  }

  public boolean isParked() {
    return parked != null;
  }

  private void close(long end) {
    if (state == State.OPEN || end - until > 0) {
      until = end;
    }
  }

  private long interval(long least) {
    return least + (long) (least * 0.25 * jitter.nextDouble());
  }
}
