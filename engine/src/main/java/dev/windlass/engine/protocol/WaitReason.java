package dev.windlass.engine.protocol;

import java.util.Locale;

/** Why a step is not being called right now, or that it is. */
public enum WaitReason {
  /** Its call is in flight. */
  CALLING,
  /** For requests a second, minute or day of the limit. */
  REQUESTS,
  /** For tokens a minute or day of the limit. */
  TOKENS,
  /** For calls in flight: those that the limit, or the job's own cap, allows. */
  CONCURRENCY,
  /** The provider refused and is left alone for a while, or the step's own last call failed. */
  BACKOFF,
  /** The job's budget is spent. */
  BUDGET,
  /** The job is paused. */
  PAUSED,
  /** The account is exhausted: its owner must act; it is tried now and then. */
  QUOTA,
  /** What a day allows is used up: it is tried now and then until the day's count begins anew. */
  DAILY,
  /**
   * For a free worker: no limit of the provider holds it, more nodes or a larger pool would help.
   */
  WORKERS,
  /** No node that is up can call this provider. */
  UNSERVED,
  /** The journal cannot take answers, so no call is started. */
  JOURNAL,
  /** The job's lines run once it is sealed. */
  SEAL,
  /** For the answer to an identical call, which is being made for another step. */
  IDENTICAL,
  /** On its way: nothing holds it that is known of. */
  STARTING;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  public String wireName() {
    return wireName;
  }

  /** Whether more of a limit is what it waits for, so that the limit's flow tells when it ends. */
  public boolean ofRate() {
    return this == REQUESTS || this == TOKENS;
  }

  /** Whether it goes on only once somebody or something outside has acted, nobody knows when. */
  public boolean isStandstill() {
    return switch (this) {
      case BUDGET, PAUSED, QUOTA, DAILY, UNSERVED, JOURNAL, SEAL -> true;
      case CALLING, REQUESTS, TOKENS, CONCURRENCY, BACKOFF, WORKERS, IDENTICAL, STARTING -> false;
    };
  }
}
