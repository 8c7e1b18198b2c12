package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.JobQueue;
import dev.windlass.engine.protocol.WaitReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What waits in the queues of a board, by lane and reason, for who asks about limits. */
final class Queues {
  /** Jobs named of each queue. */
  private static final int JOBS = 20;

  private record Key(String lane, WaitReason reason, @Nullable String limit) {}

  private record Flow(String tenant, String turn) {}

  private static final class Sum {
    long steps;
    long heldSinceMs = -1;
    final Map<Flow, Long> jobs = new HashMap<>();
  }

  private Queues() {}

  static <P, L> List<Dispatching.Queue> of(Board<P, L> board, Reasons<P, L> reasons, long nowMs) {
    var sums = new HashMap<Key, Sum>();
    for (var desk : board.desks.values()) {
      for (var asked : desk.asked.values()) {
        boolean here = asked.waitsHere();
        var why = here ? reasons.of(asked) : null;
        if (why != null) {
          var sum =
              sums.computeIfAbsent(
                  new Key(asked.lane, why.reason(), why.limit()), key -> new Sum());
          sum.steps++;
          sum.heldSinceMs = why.heldSinceMs() < 0 ? asked.queuedAtMs : why.heldSinceMs();
          sum.jobs.merge(new Flow(asked.tenant, asked.turnKey()), 1L, Long::sum);
        }
      }
    }
    var all = new ArrayList<Dispatching.Queue>(sums.size());
    sums.forEach((key, sum) ->
        all.add(
            new Dispatching.Queue(
                key.lane(),
                key.reason(),
                key.limit(),
                sum.steps,
                Math.max(0, nowMs - sum.heldSinceMs),
                jobs(sum.jobs))));
    return all;
  }

  private static List<JobQueue> jobs(Map<Flow, Long> steps) {
    return steps.entrySet().stream()
        .map(each -> {
          var turn = each.getKey().turn();
          return new JobQueue(
              each.getKey().tenant(), turn.isEmpty() ? null : turn, each.getValue());
        })
        .sorted(Comparator.comparingLong(JobQueue::steps).reversed())
        .limit(JOBS)
        .toList();
  }
}
