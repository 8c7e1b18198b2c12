package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.WaitReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says for each partition, and for each lane, why its questions wait. */
final class Standings {
  /** Those of one partition that wait for the same. */
  private static final class Held {
    final Reasons.Why why;
    long steps;

    Held(Reasons.Why why) {
      this.why = why;
    }
  }

  private final Map<String, Set<String>> sharers = new HashMap<>();
  private final Map<String, Map<WaitReason, Long>> lanes = new HashMap<>();

  private Standings() {}

  /**
   * @param told the lanes that had steps at the last look; those of this look then
   */
  static <P, L> void tell(
      Board<P, L> board, Reasons<P, L> reasons, Set<String> told, Outbox<P, L> out) {
    var look = new Standings();
    var all = new HashMap<PartitionDesk<L>, Map<Reasons.Why, Held>>();
    for (var desk : board.desks.values()) {
      all.put(desk, look.held(desk, reasons));
    }
    all.forEach((desk, held) -> {
      var now = look.standing(held);
      if (!now.equals(desk.lastStanding)) {
        desk.lastStanding = now;
        out.standing(desk.listener, now);
      }
    });
    told.removeAll(look.lanes.keySet());
    told.forEach(lane -> out.lane(lane, Map.of()));
    told.clear();
    told.addAll(look.lanes.keySet());
    look.lanes.forEach(out::lane);
  }

  private <L> Map<Reasons.Why, Held> held(PartitionDesk<L> desk, Reasons<?, L> reasons) {
    // those that wait for the same have the very same reason
    var held = new IdentityHashMap<Reasons.Why, Held>();
    for (var asked : desk.asked.values()) {
      var why = reasons.of(asked);
      if (why != null) {
        var same = held.get(why);
        if (same == null) {
          same = new Held(why);
          held.put(why, same);
          var limit = why.limit();
          if (limit != null) { // questions of one partition are of one job
            sharers.computeIfAbsent(limit, l -> new HashSet<>()).add(asked.holdKey());
          }
        }
        same.steps++;
        lanes
            .computeIfAbsent(asked.lane, lane -> new EnumMap<>(WaitReason.class))
            .merge(why.reason(), 1L, Long::sum);
      }
    }
    return held;
  }

  private Standing standing(Map<Reasons.Why, Held> held) {
    int calling = 0;
    Map<WaitReason, Long> waiting = new EnumMap<>(WaitReason.class);
    @Nullable Held most = null;
    for (var each : held.values()) {
      if (each.why.reason() == WaitReason.CALLING) {
        calling += (int) each.steps;
      } else {
        waiting.merge(each.why.reason(), each.steps, Long::sum);
        most = most == null || each.steps > most.steps ? each : most;
      }
    }
    if (most == null) {
      return new Standing(calling, waiting, null, 0, 0, 1);
    }
    var limit = most.why.limit();
    int share = limit == null ? 1 : sharers.getOrDefault(limit, Set.of()).size();
    return new Standing(
        calling, waiting, limit, most.why.used(), most.why.flow(), Math.max(1, share));
  }
}
