package dev.windlass.engine.job;

import dev.windlass.engine.job.JobChange.RetryStarted;
import dev.windlass.engine.partition.PartitionCommand.Retaking;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One retry on its way over the partitions: each is told to take its runs up again, and then asked
 * where it stands, so many at a time. Both may be repeated, so a restart begins the round anew:
 * what was taken up before is then seen in where the partitions stand. Pure; forgotten at a
 * restart.
 */
final class RetryRound {
  private final RetryStarted what;
  private final int window;
  private final Deque<Integer> waiting = new ArrayDeque<>();
  private final TreeSet<Integer> asked = new TreeSet<>();
  private final Map<Integer, Integer> surveyed = new HashMap<>();
  private long lines;

  /**
   * @param window partitions under way at a time
   */
  RetryRound(Job job, RetryStarted what, int window) {
    this.what = what;
    this.window = window;
    var facts = job.facts();
    if (what.line() != null) {
      waiting.add(facts.partitionOf(what.line()));
      return;
    }
    for (int p = 0; p < facts.size(); p++) {
      if (facts.failed(p) > 0 || (what.cancelledToo() && facts.cancelled(p) > 0)) {
        waiting.add(p);
      }
    }
  }

  /** Partitions to be told now. */
  List<Integer> next() {
    var now = new ArrayList<Integer>();
    while (!waiting.isEmpty() && asked.size() + surveyed.size() < window) {
      int p = waiting.remove();
      asked.add(p);
      now.add(p);
    }
    return now;
  }

  /** What a partition is told. */
  Retaking retaking(Job job, int partition) {
    Set<Integer> runs = null;
    if (what.line() != null) {
      runs = Set.of((int) (what.line() - job.facts().firstLine(partition)));
    }
    return new Retaking(
        runs, what.classes(), what.fromStart(), what.fromStep(), what.cancelledToo());
  }

  /**
   * The partition took up so many of its runs; it is now asked where it stands.
   *
   * @return false when nobody waited for this
   */
  boolean retaken(int partition, int runs) {
    if (!asked.remove(partition)) {
      return false;
    }
    surveyed.put(partition, runs);
    return true;
  }

  /** Counts the partitions that have said where they stand, and forgets them. */
  void see(Job job, Crew crew) {
    for (var each = surveyed.entrySet().iterator(); each.hasNext(); ) {
      var entry = each.next();
      int p = entry.getKey();
      if (crew.surveyed(p)) {
        each.remove();
        lines += Math.max(entry.getValue(), reopened(job, crew, p));
      }
    }
  }

  /** Runs that a partition counts as open and the job as ended: taken up before a restart. */
  private static int reopened(Job job, Crew crew, int p) {
    var now = crew.standing(p);
    return !job.state().terminal() || now == null
        ? 0
        : job.facts().ended(p) - (now.succeeded() + now.failed() + now.cancelled());
  }

  boolean done() {
    return waiting.isEmpty() && asked.isEmpty() && surveyed.isEmpty();
  }

  long lines() {
    return lines;
  }
}
