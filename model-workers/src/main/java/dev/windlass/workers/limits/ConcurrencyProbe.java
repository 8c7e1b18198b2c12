package dev.windlass.workers.limits;

/**
 * Finds out how many calls in flight a provider takes when nobody said.
 *
 * <p>There are two ways in which a provider shows it, and one in which it does not:
 *
 * <ul>
 *   <li>It queues what is too much, as a local model server does: latency grows. Calls in flight
 *       double each round trip until that happens. By Little's law (calls in flight = throughput x
 *       latency) the knee, from which more calls bring only longer queues, is at {@code calls x
 *       latency without a queue / latency}: the estimate of TCP Vegas (Brakmo and Peterson, 1994)
 *       and of Netflix' concurrency-limits. A little more than the knee is kept in flight.
 *   <li>It refuses what is too much: calls in flight are kept just below what was refused. That it
 *       was the calls in flight is believed when fewer are served while more are refused, twice in
 *       the same place; else it is a rate, which is not found here.
 *   <li>It takes all that the pool has.
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

  private static final double GROWTH = 1.5;
  private static final long FIRST_HOLD = 2 * SECOND;
  private static final long LONGEST_HOLD = 60 * SECOND;
  private static final long MEMORY = 30 * SECOND;

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

  private final int most;
  private final LatencyWindow window = new LatencyWindow();
  private Phase phase = Phase.DOUBLING;
  private int cap;
  private int aim;
  private int kept;
  private long hold = FIRST_HOLD;
  private long heldSince;

  /** Calls in flight and slowness at the last look, 0 for none. */
  private double lookedCalls;

  private double lookedSlowness;
  private double rawLatency;
  private double best = Double.MAX_VALUE;

  private int ceiling = Integer.MAX_VALUE;
  private int step = 1;
  private boolean confirmed;
  private boolean refusedBefore;
  private long cutAt;
  private int served;
  private int servedBefore;
  private long servedSince;

  /**
   * @param start calls in flight at first
   * @param most calls in flight at most
   */
  public ConcurrencyProbe(int start, int most) {
    this.most = Math.max(1, most);
    this.cap = Math.min(Math.max(1, start), this.most);
    this.aim = cap;
    this.kept = cap;
  }

  /** How many calls may be in flight. */
  public int cap() {
    return cap;
  }

  /** Whether refusals have shown that calls in flight, and no rate, are what is limited. */
  public boolean isCeiling() {
    return confirmed;
  }

  /** How much slower calls are than at their best of late; 1 is not at all. */
  public double slowness() {
    return best == Double.MAX_VALUE ? 1 : Math.max(1, window.lately() / best);
  }

  /** The mean latency of the calls of late, had they been as fast as at best; 0 for unknown. */
  public double bestLatencyNanos() {
    return best == Double.MAX_VALUE ? 0 : rawLatency / slowness();
  }

  /** So many were found to be right by an earlier process; a little less is begun with. */
  public void resume(int known) {
    if (phase == Phase.DOUBLING && lookedCalls == 0 && !refusedBefore) {
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
  public void answered(TypicalLatency typical, long tokens, long startedAt, int inFlight, long now) {
    long latency = now - startedAt;
    rawLatency = rawLatency == 0 ? latency : rawLatency + (latency - rawLatency) / 64;
    remember(inFlight, now);
    if (phase == Phase.DOUBLING && cap < aim) {
      cap++;
    }
    window.add(typical.heard(tokens, latency, window.lately()), inFlight, startedAt, now);
    boolean rough = phase == Phase.DOUBLING;
    if (window.isFull(rough ? Math.max(aim, 8) : cap, rough)) {
      look(now);
    }
  }

  private void remember(int inFlight, long now) {
    if (now - servedSince > MEMORY) {
      servedBefore = served;
      served = 0;
      servedSince = now;
    }
    served = Math.max(served, inFlight);
  }

  /**
   * The provider refused a call for its limit, or as overloaded.
   *
   * @param overloaded whether it spoke of itself and not of a limit; then fewer calls are made even
   *     if their number explains nothing
   * @param inFlight calls in flight when it started, itself included
   * @return whether the number of calls in flight is known to be the reason
   */
  public boolean refused(boolean overloaded, int inFlight, long startedAt, long now) {
    if (refusedBefore && startedAt - cutAt < 0) {
      // was on the wire when others were refused
      return confirmed;
    }
    int proven = Math.max(served, servedBefore);
    if (inFlight > proven) {
      int below = Math.max(Math.max(1, proven), inFlight - 1);
      confirmed = refusedBefore && Math.abs(below - ceiling) <= Math.max(2, ceiling / 16);
      hold = confirmed ? Math.min(LONGEST_HOLD, 2 * hold) : FIRST_HOLD;
      ceiling = below;
      cut(Math.min(cap, below), now);
    } else if (overloaded) {
      confirmed = false;
      cut(Math.max(1, cap / 2), now);
    } else if (confirmed) {
      // the limit has moved, or it was a rate after all: what was served before proves nothing
      confirmed = false;
      served = 0;
      servedBefore = 0;
    }
    return confirmed;
  }

  private void cut(int to, long now) {
    refusedBefore = true;
    cutAt = now;
    cap = to;
    kept = cap;
    step = 1;
    hold(now);
  }

  private void look(long now) {
    double slow = window.slowness();
    double calls = window.calls();
    boolean used = calls >= USED * Math.min(cap, aim);
    best = Math.min(best * 1.005, slow);
    if (!used) {
      unused(now);
      return;
    }
    switch (phase) {
      case DOUBLING -> {
        if (lookedCalls > 0 && slow > 1.5 * lookedSlowness) {
          knee(calls * lookedSlowness / slow, now);
        } else {
          looked(calls, lookedCalls > 0 ? Math.min(slow, lookedSlowness) : slow);
          aim = Math.min(most, cap * 2);
          kept = cap;
          if (aim == cap) {
            hold(now);
          } else {
            window.beginRound(now);
          }
        }
      }
      case HOLDING -> held(calls, slow, now);
      case DIPPING -> {
        double ratio = lookedSlowness / slow;
        if (ratio > NO_QUEUE) {
          knee(lookedCalls / ratio, now);
        } else {
          cap = kept;
          grow(now);
        }
      }
      case GROWING -> {
        if (ceiling > kept && lookedCalls > 0 && slow > queued() * lookedSlowness) {
          knee(calls * lookedSlowness / slow, now);
        } else {
          kept = cap;
          looked(calls, slow);
          grow(now);
        }
      }
    }
  }

  /** Too few calls to judge the cap: a trial is called off. */
  private void unused(long now) {
    if (phase == Phase.DOUBLING) {
      window.beginRound(now);
    } else if (phase == Phase.HOLDING) {
      window.begin(now, false);
    } else {
      cap = kept;
      hold(now);
    }
  }

  /** How much slower calls are on trial if half of what was added only waits. */
  private double queued() {
    return Math.sqrt((double) cap / kept);
  }

  private void held(double calls, double slow, long now) {
    boolean alarm = lookedSlowness > 0 && slow > ALARM * lookedSlowness && cap > 1;
    boolean due = now - heldSince >= hold;
    if (!alarm && !due) {
      if (lookedSlowness == 0) {
        looked(calls, slow);
      }
      window.begin(now, false);
      return;
    }
    looked(calls, slow);
    if (cap == 1 || (ceiling <= cap && !alarm)) {
      grow(now);
    } else if (cap < most || alarm) {
      phase = Phase.DIPPING;
      cap = Math.max(1, cap / 2);
      window.begin(now, true);
    } else {
      hold(now);
    }
  }

  private void grow(long now) {
    int before = cap;
    if (cap >= ceiling) {
      cap += step;
      step = Math.min(2 * step, Math.max(1, cap / 2));
    } else {
      cap = Math.max(cap + 1, (int) Math.min((long) ceiling, Math.round(cap * GROWTH)));
    }
    cap = Math.min(cap, most);
    if (cap == before) {
      hold = Math.min(LONGEST_HOLD, 2 * hold);
      hold(now);
    } else {
      phase = Phase.GROWING;
      window.begin(now, true);
    }
  }

  private void knee(double at, long now) {
    int wanted = (int) Math.clamp(Math.round(KEPT * at), 1L, (long) most);
    boolean same = Math.abs(wanted - kept) <= Math.max(1, kept / 6);
    hold = same ? Math.min(LONGEST_HOLD, 2 * hold) : FIRST_HOLD;
    cap = wanted;
    kept = wanted;
    hold(now);
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
