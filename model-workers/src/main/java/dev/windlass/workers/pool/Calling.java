package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.StepKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The steps of a pool that are being called, the oldest call first. Not thread-safe. */
final class Calling {
  private final Set<HeldStep> all = new LinkedHashSet<>();

  /** How many of them ride in another one's request. */
  private int riders;

  /** How many of them have lost their dispatcher. */
  private int orphans;

  void add(HeldStep step) {
    step.lane.calling++;
    riders += step.rides ? 1 : 0;
    all.add(step);
  }

  /** False if it was not among them. */
  boolean remove(HeldStep step) {
    if (!all.remove(step)) {
      return false;
    }
    step.lane.calling--;
    riders -= step.rides ? 1 : 0;
    orphans -= step.orphan ? 1 : 0;
    return true;
  }

  /** Requests on the wire. */
  int size() {
    return all.size() - riders;
  }

  /** Since when the oldest call is under way; now if there is none. */
  long oldest(long now) {
    return all.isEmpty() ? now : all.iterator().next().startedAt;
  }

  void each(Consumer<HeldStep> what) {
    all.forEach(what);
  }

  List<HeldStep> copy() {
    return List.copyOf(all);
  }

  /** The dispatcher of these is gone, or wants them no more; they go on. Says which those are. */
  List<StepKey> orphan(Predicate<HeldStep> which) {
    var keys = new ArrayList<StepKey>();
    for (var step : all) {
      if (which.test(step)) {
        orphans += step.orphan ? 0 : 1;
        step.orphan = true;
        keys.add(step.key());
      }
    }
    return keys;
  }

  /** An orphan's call is this dispatcher's from now on; false if there is none of this key. */
  boolean adopt(StepKey key, Side side) {
    if (orphans == 0) {
      return false;
    }
    for (var step : all) {
      if (step.orphan && step.key().equals(key)) {
        step.orphan = false;
        step.origin = side;
        orphans--;
        return true;
      }
    }
    return false;
  }

  /** Forgets all of them, after this. */
  void clear(Consumer<HeldStep> first) {
    all.forEach(first);
    all.clear();
    orphans = 0;
    riders = 0;
  }
}
