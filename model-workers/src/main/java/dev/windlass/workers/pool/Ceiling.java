package dev.windlass.workers.pool;

import dev.windlass.workers.limits.ConcurrencyProbe;
import dev.windlass.workers.limits.Discovery;
import dev.windlass.workers.limits.LimitGate;

/** How many calls a pool may have in flight. Not thread-safe. */
final class Ceiling {
  /**
   * A provider whose calls take so much longer than at their best may have more in flight than is
   * good for it. Then a rate alone does not bound them, though never to less than the rate needs at
   * the best latency, with this room.
   */
  private static final double SLOW = 2;

  private static final double ROOM = 2;

  private final LimitGate gate;
  private final ConcurrencyProbe probe;
  private final int pool;

  Ceiling(LimitGate gate, WorkerSettings settings) {
    this.gate = gate;
    this.pool = settings.pool();
    this.probe = new ConcurrencyProbe(settings.unconfiguredStart(), pool);
  }

  /** Calls that may be in flight now. */
  int now() {
    var slots = gate.slots();
    if (slots != null) {
      return Math.min(slots, pool);
    }
    boolean unbounded = !gate.hasRates() || probe.isCeiling();
    double needed = unbounded ? 1 : ROOM * gate.callsPerSecond() * probe.bestLatencyNanos() / 1e9;
    probe.atLeast((int) Math.min(pool, needed));
    boolean ruled = unbounded || gate.found().searched() || probe.slowness() >= SLOW;
    return ruled ? probe.cap() : pool;
  }

  /** What an earlier process found out is where the search begins. */
  void resume(Discovery.Found found) {
    if (found.calls() != null) {
      probe.resume(found.calls());
    }
  }

  ConcurrencyProbe probe() {
    return probe;
  }
}
