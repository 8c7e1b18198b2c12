package dev.windlass.workers.limits;

/** How fast calls were at their best of late; forgotten slowly. Not thread-safe. */
final class BestLatency {
  private static final double FADE = 1.002;

  private double slowness = Double.MAX_VALUE;
  private double nanos = Double.MAX_VALUE;

  void looked(LatencyWindow window) {
    slowness = Math.min(slowness * FADE, window.slowness());
    nanos = Math.min(nanos * FADE, window.latency());
  }

  /** How much slower calls are that are so slow; 1 for not at all, or unknown. */
  double slower(double than) {
    return isKnown() ? Math.max(1, than / slowness) : 1;
  }

  /** The mean latency, 0 for unknown. */
  double nanos() {
    return isKnown() ? nanos : 0;
  }

  private boolean isKnown() {
    return slowness < Double.MAX_VALUE;
  }
}
