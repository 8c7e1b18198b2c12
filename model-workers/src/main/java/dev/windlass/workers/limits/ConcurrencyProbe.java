package dev.windlass.workers.limits;

/**
 * Finds out how many calls in flight a provider takes when nobody said.
 *
 * <ul>
 *   <li>A provider may queue what is too much, as a local model server does: latency grows. Calls
 *       in flight double each round trip until that happens. By Little's law (calls in flight =
 *       throughput x latency) the knee is at {@code calls x latency without a queue / latency}: the
 *       estimate of TCP Vegas (Brakmo and Peterson, 1994) and of Netflix' concurrency-limits. A
 *       little more than the knee is kept in flight.
 *   <li>Or it refuses: then calls in flight are kept just below what was refused, see {@link
 *       CallCeiling}.
 * </ul>
 *
 * <p>Latency without a queue is no constant: a provider may become slower for good, and may have
 * had a queue from the start. So it is not remembered but tried: from time to time half as many
 * calls are in flight for a moment (as BBR does to see a path without a queue; Cardwell and others,
 * 2016). If that makes no call faster there is no queue, and more are tried. Tries become rare
 * while they show nothing new. Only a cap that is in use is judged. Latency is compared with what
 * is typical of the same kind of call, see {@link TypicalLatency}.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class ConcurrencyProbe {
  private static final long SECOND = 1_000_000_000L;

  /** What is kept in flight, in knees. */
  private static final double KEPT = 1.15;

  /** Latency that grows less than this between two looks has not grown. */
  private static final double NO_QUEUE = 1.1;

  /** So much slower than at the last look: look again at once. */
  private static final double ALARM = 1.5;

  /** The part of the cap that must be in flight on average, or nothing is known about the cap. */
  private static final double USED = 0.75;

  /** After doubling: nothing was gained but a queue. */
  private static final double ALL_WAIT = 1.75;

  /** More than this part of the cap in flight, and somebody else bounds the calls. */
  private static final double BEYOND = 1.4;

  private static final double GROWTH = 1.5;
  private static final long SHORTEST_HOLD = 2 * SECOND;

  /** Looks are never more than this part of the time. */
  private static final int MOST_PATIENCE = 16;

  private enum Phase {
    /** From the start until the first sign. */
    DOUBLING,
    /** Stays where it is for some time. */
    HOLDING,
    /** Half as many for a moment, to see latency without a queue. */
    DIPPING,
    /** More than before, on trial. */
    GROWING
  }

  private final int start;
  private final int most;
  private final LatencyWindow window = new LatencyWindow();
  private final OpeningRound opening = new OpeningRound();
  private final BestLatency best = new BestLatency();
  private Phase phase = Phase.DOUBLING;
  private int cap;
  private int aim;
  private int kept;

  /** For how many looks' time to hold. */
  private int patience = 1;

  private long lookTook;
  private long dippedAt;
  private long heldSince;

  /** Calls in flight and slowness at the last look, 0 for none. */
  private double lookedCalls;

  private double lookedSlowness;
  private int least = 1;

  private final CallCeiling ceiling = new CallCeiling();
  private int step = 1;

  /**
   * @param start calls in flight at first
   * @param most calls in flight at most
   */
  public ConcurrencyProbe(int start, int most) {
    this.most = Math.max(1, most);
    this.cap = Math.min(Math.max(1, start), this.most);
    this.start = cap;
    this.aim = cap;
    this.kept = cap;
  }

  /** How many calls may be in flight. */
  public int cap() {
    return Math.min(most, Math.max(cap, least));
  }

  /** From now on the cap is never below that, whatever is found. */
  public void atLeast(int calls) {
    least = Math.max(1, calls);
  }

  /** Whether refusals have shown that calls in flight, and no rate, are what is limited. */
  public boolean isCeiling() {
    return ceiling.isKnown();
  }

  /** How much slower calls are than at their best of late; 1 is not at all. */
  public double slowness() {
    return best.slower(window.lately());
  }

  /** The mean latency of calls at its best of late; 0 for unknown. */
  public double bestLatencyNanos() {
    return best.nanos();
  }

  /** So many were found to be right by an earlier process; a little less is begun with. */
  public void resume(int known) {
    if (phase == Phase.DOUBLING && lookedCalls == 0 && ceiling.isUntouched()) {
      cap = Math.clamp((int) (known * 0.85), 1, most);
      kept = cap;
      aim = cap;
    }
  }

  /**
   * A call ended well.
   *
   * @param typical of its lane
   * @param tokens of its answer
   * @param inFlight calls in flight when it started, itself included
   */
  public void answered(
      TypicalLatency typical, long tokens, long startedAt, int inFlight, long now) {
    long latency = now - startedAt;
    ceiling.served(inFlight, startedAt, now);
    if (cap < aim) {
      cap++;
    }
    if (lookedCalls == 0 && phase == Phase.DOUBLING) {
      opening.add(latency, inFlight, start);
    }
    window.add(typical.heard(tokens, latency, window.lately()), inFlight, startedAt, now);
    boolean rough = phase == Phase.DOUBLING;
    if (window.isFull(rough ? Math.max(aim, 8) : cap, rough)) {
      look(now);
    }
  }

  /**
   * The provider refused a call for its limit, or as overloaded.
   *
   * @param overloaded whether it spoke of itself and not of a limit; then fewer calls are made even
   *     if their number explains nothing
   * @param inFlight calls in flight when it started, itself included
   * @param left calls in flight now: what the refusal has freed is filled again answer by answer
   * @return whether the number of calls in flight explains it: more than were served of late
   */
  public boolean refused(boolean overloaded, int inFlight, int left, long startedAt, long now) {
    switch (ceiling.refused(inFlight, startedAt, now)) {
      case TOO_MANY -> {
        restart(cap, now);
        stayBelow(left);
        patience(ceiling.isKnown());
      }
      case TOO_MANY_TOO -> stayBelow(left);
      case SOMETHING_ELSE -> {
        if (overloaded) {
          restart(Math.max(1, cap / 2), now);
        }
      }
      case OLD -> {}
    }
    return ceiling.wasTooMany();
  }

  private void restart(int from, long now) {
    cap = from;
    kept = from;
    step = 1;
    hold(now);
  }

  /** Up to the ceiling nothing was refused; the calls that are left may become so many again. */
  private void stayBelow(int left) {
    aim = Math.min(Math.max(cap, aim), ceiling.at());
    kept = aim;
    cap = Math.clamp(left, 1, aim);
  }

  private void look(long now) {
    double slow = window.slowness();
    double calls = window.calls();
    best.looked(window);
    if (phase == Phase.DOUBLING && lookedCalls == 0 && opening.isQueue()) {
      looked(calls, slow);
      dip(Math.max(least, start / 8), now);
      return;
    }
    boolean used =
        phase == Phase.DOUBLING ? window.busiest() >= USED * cap() : calls >= USED * cap();
    if (!used || calls > BEYOND * cap()) {
      unused(now);
      return;
    }
    if (cap < least) {
      restart(least, now);
      return;
    }
    switch (phase) {
      case DOUBLING -> {
        double ratio = lookedCalls > 0 ? slow / lookedSlowness : 1;
        if (ratio > ALL_WAIT && kept == start) {
          // what was added only waits: the start was beyond the knee, perhaps far
          looked(calls, slow);
          dip(Math.max(least, start / 8), now);
        } else if (ratio > ALARM) {
          knee(calls / ratio, now);
        } else {
          looked(calls, lookedCalls > 0 ? Math.min(slow, lookedSlowness) : slow);
          aim = Math.min(most, cap * 2);
          kept = cap;
          window.beginNew(0, now);
          if (aim == cap) {
            hold(now);
          }
        }
      }
      case HOLDING -> held(calls, slow, now);
      case DIPPING -> {
        lookTook = now - dippedAt;
        double ratio = lookedSlowness / slow;
        if (ratio > NO_QUEUE) {
          knee(lookedCalls / ratio, now);
        } else {
          cap = kept;
          grow(now);
        }
      }
      case GROWING -> {
        // half of what was added only waits
        boolean queued = slow > Math.sqrt((double) cap / kept) * lookedSlowness;
        if (queued && ceiling.at() > kept && lookedCalls > 0) {
          knee(Math.min(kept / KEPT, calls * lookedSlowness / slow), now);
        } else {
          kept = cap;
          looked(calls, slow);
          grow(now);
        }
      }
    }
  }

  /** Too few calls to judge the cap, or another rules: a trial is called off. */
  private void unused(long now) {
    switch (phase) {
      case DOUBLING -> window.beginNew(0, now);
      case HOLDING -> window.begin(now, false);
      case DIPPING, GROWING -> {
        cap = kept;
        hold(now);
      }
    }
  }

  private void held(double calls, double slow, long now) {
    boolean alarm = lookedSlowness > 0 && slow > ALARM * lookedSlowness;
    boolean due = now - heldSince >= patience * Math.max(SHORTEST_HOLD, lookTook);
    if (!alarm && !due) {
      if (lookedSlowness == 0) {
        looked(calls, slow);
      }
      window.begin(now, false);
      return;
    }
    double worse = alarm ? slow / lookedSlowness : 1;
    int to = (int) (cap / (2 * worse));
    looked(calls, slow);
    if (to < least || (ceiling.at() <= cap && !alarm)) {
      grow(now);
    } else if (cap < most || alarm) {
      dip(to, now);
    } else {
      hold(now);
    }
  }

  private void dip(int to, long now) {
    phase = Phase.DIPPING;
    dippedAt = now;
    cap = to;
    aim = to;
    window.beginNew(2 * to, now);
  }

  private void grow(long now) {
    int before = cap;
    if (cap >= ceiling.at()) {
      cap += step;
      step = Math.min(2 * step, Math.max(1, cap / 2));
    } else {
      cap = Math.max(cap + 1, (int) Math.min((long) ceiling.at(), Math.round(cap * GROWTH)));
    }
    cap = Math.min(cap, most);
    aim = cap;
    if (cap == before) {
      patience(true);
      hold(now);
    } else {
      phase = Phase.GROWING;
      window.begin(now, true);
    }
  }

  private void knee(double at, long now) {
    int wanted = (int) Math.clamp(Math.round(KEPT * at), (long) Math.min(least, most), (long) most);
    boolean same = Math.abs(wanted - kept) <= Math.max(1, kept / 6);
    patience(same);
    cap = wanted;
    kept = wanted;
    hold(now);
  }

  /** The next look comes later when this one showed nothing new. */
  private void patience(boolean nothingNew) {
    patience = nothingNew ? Math.min(MOST_PATIENCE, 2 * patience) : 1;
  }

  private void hold(long now) {
    phase = Phase.HOLDING;
    aim = cap;
    heldSince = now;
    looked(0, 0);
    window.begin(now, true);
  }

  private void looked(double calls, double slow) {
    lookedCalls = calls;
    lookedSlowness = slow;
  }
}
