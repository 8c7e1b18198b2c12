package dev.windlass.engine.job;

import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.WaitReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the open lines of a job wait for. Partitions tell it of their steps; a line whose steps
 * nobody has asked yet, because its partition is not at work or its turn has not come, waits for
 * what most of the others wait for. Pure.
 *
 * @param lines open lines by reason, those that are being called among them
 * @param main what most of them wait for; null when none is open
 * @param binding the standing with the most steps that wait, or null when none does
 */
record WaitCount(
    Map<WaitReason, Long> lines, @Nullable WaitReason main, @Nullable Standing binding) {

  /**
   * @param running lines with a call in flight, as they are shown
   */
  static WaitCount of(Job job, Iterable<Progress> standings, long running) {
    var facts = job.facts();
    long open = Math.max(0, facts.lines() - facts.ended());
    if (job.state().terminal() || open == 0) {
      return new WaitCount(Map.of(), null, null);
    }
    var lines = new EnumMap<WaitReason, Long>(WaitReason.class);
    Standing binding = null;
    long most = 0;
    for (var report : standings) {
      var standing = report.standing();
      long here = facts.unfinished(report.partition());
      spread(standing.waiting(), here - Math.min(here, standing.calling()), lines);
      long held = steps(standing.waiting());
      if (held > most) {
        most = held;
        binding = standing;
      }
    }
    long calling = Math.min(open, running);
    if (job.state() == JobState.PAUSED || job.state() == JobState.CANCELLING) {
      var all = job.state() == JobState.PAUSED ? pausedBy(job) : WaitReason.CALLING;
      lines.clear();
      add(lines, WaitReason.CALLING, calling);
      add(lines, all, open - calling);
      return new WaitCount(lines, all, null);
    }
    // what is shown as running was counted a moment ago: the rest makes up for it
    var waiting = new EnumMap<WaitReason, Long>(WaitReason.class);
    spread(lines, open - calling, waiting);
    lines = waiting;
    add(lines, WaitReason.CALLING, calling);
    add(lines, ofTheRest(job, lines), open - steps(lines));
    return new WaitCount(Collections.unmodifiableMap(lines), main(lines), binding);
  }

  private static WaitReason pausedBy(Job job) {
    return switch (String.valueOf(job.reason())) {
      case "budget" -> WaitReason.BUDGET;
      case "quota" -> WaitReason.QUOTA;
      default -> WaitReason.PAUSED;
    };
  }

  /** As the siblings that wait; where none does, as those that are called. */
  private static WaitReason ofTheRest(Job job, Map<WaitReason, Long> lines) {
    WaitReason most = null;
    for (var each : lines.entrySet()) {
      if (each.getKey() != WaitReason.CALLING
          && (most == null || each.getValue() > lines.getOrDefault(most, 0L))) {
        most = each.getKey();
      }
    }
    if (most != null) {
      return most;
    }
    if (lines.containsKey(WaitReason.CALLING)) {
      return WaitReason.CALLING;
    }
    return job.sealed() || job.startsAtOnce() ? WaitReason.STARTING : WaitReason.SEAL;
  }

  private static @Nullable WaitReason main(Map<WaitReason, Long> lines) {
    WaitReason most = null;
    for (var each : lines.entrySet()) {
      if (most == null || each.getValue() > lines.getOrDefault(most, 0L)) {
        most = each.getKey();
      }
    }
    return most;
  }

  /** A line may wait with several steps: then its reasons share it. */
  private static void spread(
      Map<WaitReason, Long> steps, long lines, Map<WaitReason, Long> into) {
    long all = steps(steps);
    if (all <= lines) {
      steps.forEach((reason, n) -> add(into, reason, n));
      return;
    }
    long left = lines;
    long behind = all;
    for (var each : steps.entrySet()) {
      long share = Math.round((double) left * each.getValue() / behind);
      add(into, each.getKey(), share);
      left -= share;
      behind -= each.getValue();
    }
  }

  private static long steps(Map<WaitReason, Long> steps) {
    return steps.values().stream().mapToLong(n -> n).sum();
  }

  private static void add(Map<WaitReason, Long> lines, WaitReason reason, long n) {
    if (n > 0) {
      lines.merge(reason, n, Long::sum);
    }
  }
}
