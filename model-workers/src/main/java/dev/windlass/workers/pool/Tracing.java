package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.StepWait;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Says where single steps stand in a pool, for who looks at a run. */
final class Tracing {
  private Tracing() {}

  static Dispatching.Explained of(LimitId limit, Desk desk, List<StepKey> steps, long now) {
    var wanted = new HashSet<>(steps);
    var found = new ArrayList<StepWait>(steps.size());
    desk.each(step -> {
      if (wanted.remove(step.key())) {
        found.add(wait(limit, desk, step, now));
      }
    });
    return new Dispatching.Explained(found);
  }

  private static StepWait wait(LimitId limit, Desk desk, HeldStep step, long now) {
    long waitsMs = (now - step.waitsSince) / 1_000_000;
    return switch (step.state) {
      case CALLING ->
          new StepWait(
              step.key(), WaitReason.CALLING, null, (now - step.startedAt) / 1_000_000, -1);
      case BACKOFF ->
          new StepWait(
              step.key(),
              WaitReason.BACKOFF,
              null,
              waitsMs,
              Math.max(0, (step.dueAt - now) / 1_000_000));
      case READY, GONE -> {
        var standstill = desk.standstill();
        boolean moving = standstill.reason() == WaitReason.CALLING;
        long left = desk.gate().pauseLeft(now).toMillis();
        yield new StepWait(
            step.key(),
            moving ? WaitReason.STARTING : standstill.reason(),
            LaneStates.name(limit, standstill),
            moving ? waitsMs : Math.min(waitsMs, standstill.heldMs(now)),
            left > 0 ? left : -1);
      }
    };
  }
}
