package dev.windlass.workers.limits;

/**
 * Tells from refusals whether it is the number of calls in flight that is limited, and at what.
 *
 * <p>The number explains a refusal when more were in flight than had been served of late. It is
 * known to be the reason when that happens twice in the same place; a refusal of fewer says that it
 * was not, or that the limit has moved. Not thread-safe.
 */
final class CallCeiling {
  private static final long MEMORY = 30_000_000_000L;

  /** What a refusal tells. */
  enum Told {
    /** Fewer or as many were served before: it was something else. */
    SOMETHING_ELSE,
    /** More were in flight than ever of late. */
    TOO_MANY,
    /** The call was on the wire when others were too many, and belongs to them. */
    TOO_MANY_TOO,
    /** The call was on the wire when others were refused for something else. */
    OLD
  }

  private int at = Integer.MAX_VALUE;
  private boolean known;
  private boolean tooMany;
  private int refusals;
  private long refusedAt;
  private int served;
  private int servedBefore;
  private long servedSince;
  private boolean begun;

  /** Calls in flight beyond which calls were refused. */
  int at() {
    return at;
  }

  /** Whether it has been seen twice in the same place. */
  boolean isKnown() {
    return known;
  }

  /** Whether nothing was refused ever. */
  boolean isUntouched() {
    return refusals == 0;
  }

  /** Whether the refusals of late were for the number of calls. */
  boolean wasTooMany() {
    return tooMany;
  }

  /** A call was answered that started as one of so many. */
  void served(int inFlight, long startedAt, long now) {
    if (refusals > 0 && startedAt - refusedAt < 0) {
      // calls that were being refused stood among them
      return;
    }
    if (!begun || now - servedSince > MEMORY) {
      begun = true;
      servedBefore = served;
      served = 0;
      servedSince = now;
    }
    served = Math.max(served, inFlight);
  }

  /** A call was refused that started as one of so many. */
  Told refused(int inFlight, long startedAt, long now) {
    if (refusals > 0 && startedAt - refusedAt < 0) {
      if (tooMany) {
        set(Math.min(at, inFlight - 1));
        return Told.TOO_MANY_TOO;
      }
      return Told.OLD;
    }
    refusals++;
    refusedAt = now;
    int proven = Math.max(served, servedBefore);
    tooMany = inFlight > proven;
    if (tooMany) {
      int before = at;
      set(Math.max(proven, inFlight - 1));
      known = refusals > 1 && Math.abs(at - before) <= Math.max(2, at / 16);
      return Told.TOO_MANY;
    }
    if (known) {
      // what was served before proves nothing any more
      known = false;
      served = 0;
      servedBefore = 0;
    }
    return Told.SOMETHING_ELSE;
  }

  private void set(int most) {
    at = Math.max(1, most);
    served = at;
    servedBefore = at;
  }
}
