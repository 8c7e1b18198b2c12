package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching.Queue;
import dev.windlass.engine.protocol.LimitsDoor.BlockedJob;
import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Pause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a limit's figures, over all nodes: steps in pools by what their gates report, and
 * steps at dispatchers by the name of what holds their lane. Pure.
 */
final class LimitWaits {
  private static final int JOBS = 5;

  private record Whose(String tenant, @Nullable String job) {}

  /**
   * @param heldMs for how long the longest has been held
   */
  record Waiting(long steps, long heldMs, List<BlockedJob> jobs) {}

  private final Map<String, List<Queue>> byLimit = new HashMap<>();

  LimitWaits(List<Queue> queues) {
    for (var queue : queues) {
      var limit = queue.limit();
      if (limit != null) {
        byLimit.computeIfAbsent(limit, l -> new ArrayList<>()).add(queue);
      }
    }
  }

  /**
   * Who waits for this figure.
   *
   * @param first whether it is the limit's first: those who wait because the provider is left alone
   *     wait for no figure, and are counted there
   */
  Waiting of(Governing.Described described, LimitKey key, boolean first) {
    long steps = 0;
    long heldMs = 0;
    for (var gate : described.gates()) {
      var by = gate.blockedBy();
      boolean here = by == key || (by == null && first);
      if (here && gate.waiting() > 0) {
        steps += gate.waiting();
        heldMs = Math.max(heldMs, gate.waitingMs());
      }
    }
    var queues = new ArrayList<Queue>(of(described.limit() + " " + key.wireName()));
    if (first) {
      queues.addAll(of(described.limit() + " backoff"));
      queues.addAll(of(described.limit() + " quota"));
      queues.addAll(of(described.limit() + " daily"));
    }
    var jobs = new HashMap<Whose, Long>();
    for (var queue : queues) {
      steps += queue.steps();
      heldMs = Math.max(heldMs, queue.heldMs());
      queue
          .jobs()
          .forEach(job -> jobs.merge(new Whose(job.tenant(), job.job()), job.steps(), Long::sum));
    }
    return new Waiting(steps, heldMs, most(jobs));
  }

  /** Why the provider is left alone, or null; the gravest where gates differ. */
  static @Nullable String paused(Governing.Described described) {
    Pause.Cause gravest = described.pauseLeft().isZero() ? null : Pause.Cause.BACKOFF;
    for (var gate : described.gates()) {
      var by = gate.pausedBy();
      if (by != null && (gravest == null || by.compareTo(gravest) > 0)) {
        gravest = by;
      }
    }
    return gravest == null ? null : gravest.wireName();
  }

  /** Until a call may go again, in milliseconds; 0 where calls go. */
  static long pausedMs(Governing.Described described) {
    return described.gates().stream()
        .mapToLong(Governing.Report::pausedMs)
        .reduce(described.pauseLeft().toMillis(), Math::max);
  }

  private List<Queue> of(String limit) {
    return byLimit.getOrDefault(limit, List.of());
  }

  private static List<BlockedJob> most(Map<Whose, Long> steps) {
    return steps.entrySet().stream()
        .map(each -> new BlockedJob(each.getKey().tenant(), each.getKey().job(), each.getValue()))
        .sorted(Comparator.comparingLong(BlockedJob::steps).reversed())
        .limit(JOBS)
        .toList();
  }
}
