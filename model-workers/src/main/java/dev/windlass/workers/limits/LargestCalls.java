package dev.windlass.workers.limits;

import java.util.EnumMap;
import java.util.Map;

/**
 * The most tokens that one call took in the last half minute to a minute. Two windows follow each
 * other, so nothing is kept a call. Not thread-safe.
 */
final class LargestCalls {
  private static final long WINDOW = 30_000_000_000L;

  private static final class Window {
    long input;
    long output;
    long both;

    void see(Reserve reserve) {
      input = Math.max(input, reserve.input());
      output = Math.max(output, reserve.output());
      both = Math.max(both, reserve.input() + reserve.output());
    }
  }

  private Window current = new Window();
  private Window before = new Window();
  private boolean begun;
  private long since;

  void see(Reserve reserve, long now) {
    turn(now);
    current.see(reserve);
  }

  Map<LimitKey.Unit, Double> of(long now) {
    turn(now);
    var largest = new EnumMap<LimitKey.Unit, Double>(LimitKey.Unit.class);
    put(largest, LimitKey.Unit.INPUT, Math.max(current.input, before.input));
    put(largest, LimitKey.Unit.OUTPUT, Math.max(current.output, before.output));
    put(largest, LimitKey.Unit.TOKENS, Math.max(current.both, before.both));
    return largest;
  }

  private static void put(Map<LimitKey.Unit, Double> all, LimitKey.Unit unit, long tokens) {
    if (tokens > 0) {
      all.put(unit, (double) tokens);
    }
  }

  private void turn(long now) {
    if (!begun) {
      begun = true;
      since = now;
    }
    long age = now - since;
    if (age >= WINDOW) {
      before = age >= 2 * WINDOW ? new Window() : current;
      current = new Window();
      since = now;
    }
  }
}
