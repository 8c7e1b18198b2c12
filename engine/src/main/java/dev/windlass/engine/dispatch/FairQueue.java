package dev.windlass.engine.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits in one lane, in the order of fairness: higher priority first, within it turns in
 * tokens over tenants, within a tenant over jobs, within a job earlier lines first. So ten lines
 * behind a million start with the next turn. A lower priority gets at least every sixteenth step
 * while it waits, so that it is slow and never starved. Not thread-safe.
 */
final class FairQueue {
  static final int PRIORITIES = 10;

  /** Every so many steps, the one that waits longest behind higher priorities is served. */
  private static final int FLOOR = 16;

  private final List<@Nullable DeficitRoundRobin<DeficitRoundRobin<ByLine>>> levels =
      new ArrayList<>(PRIORITIES);
  private final double quantum;
  private long served;
  private int floorLevel;
  private int size;

  /**
   * @param quantum tokens that one turn is worth
   */
  FairQueue(double quantum) {
    this.quantum = quantum;
    for (int i = 0; i < PRIORITIES; i++) {
      levels.add(null);
    }
  }

  /** Steps that wait, also those of jobs that are blocked. */
  int size() {
    return size;
  }

  void add(Asked asked) {
    var level = levels.get(asked.priority);
    if (level == null) {
      level = new DeficitRoundRobin<>(quantum);
      levels.set(asked.priority, level);
    }
    var jobs = level.flow(asked.tenant, () -> new DeficitRoundRobin<ByLine>(quantum));
    var steps = jobs.flow(asked.turnKey(), ByLine::new);
    steps.add(asked);
    size++;
    jobs.wake(asked.turnKey());
    level.wake(asked.tenant);
  }

  /** A step was taken out by marking it; it no longer counts. */
  void forgot() {
    size--;
  }

  /** A blocked job's steps stay where they are and are passed over. */
  void block(String tenant, String turnKey, boolean blocked) {
    for (var level : levels) {
      var jobs = level == null ? null : level.flow(tenant);
      if (level != null && jobs != null) {
        jobs.block(turnKey, blocked);
        level.wake(tenant);
      }
    }
  }

  @Nullable Asked poll() {
    var next = isFloorsTurn() ? pollFloor() : null;
    for (int i = PRIORITIES - 1; next == null && i >= 0; i--) {
      var level = levels.get(i);
      next = level == null ? null : level.poll();
    }
    if (next != null) {
      size--;
      served++;
    }
    return next;
  }

  private boolean isFloorsTurn() {
    return served % FLOOR == FLOOR - 1;
  }

  /** The levels take the floor's turns one after another, from the lowest up. */
  private @Nullable Asked pollFloor() {
    for (int i = 0; i < PRIORITIES; i++) {
      int at = (floorLevel + i) % PRIORITIES;
      var level = levels.get(at);
      var next = level == null ? null : level.poll();
      if (next != null) {
        floorLevel = at + 1;
        return next;
      }
    }
    return null;
  }
}
