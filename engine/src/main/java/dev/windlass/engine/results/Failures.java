package dev.windlass.engine.results;

import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunStatus;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts failed lines by class, over the whole job, partition by partition; of each class the first
 * line is read in full as its example. Waits: for virtual threads alone.
 */
final class Failures {
  /** What is known of a class. */
  private static final class Tally {
    private final long firstLine;
    private long lines;

    Tally(long firstLine) {
      this.firstLine = firstLine;
    }
  }

  private final Library library;
  private final RunReader runs;
  private final Map<FailureClass, Tally> tallies = new EnumMap<>(FailureClass.class);

  Failures(Library library, RunReader runs) {
    this.library = library;
    this.runs = runs;
  }

  Reply<List<FailureGroup>> of(String tenant, String job) {
    var fold = library.job(tenant, job);
    if (fold == null) {
      return Reply.refused(RunReader.noJob(job));
    }
    try {
      for (var stretch : fold.stretches()) {
        count(job, stretch);
      }
      return Reply.ok(
          tallies.entrySet().stream()
              .map(each -> group(job, fold, each.getKey(), each.getValue()))
              .sorted(
                  Comparator.comparingLong(FailureGroup::lines)
                      .reversed()
                      .thenComparing(FailureGroup::kind))
              .toList());
    } finally {
      library.jobs.put(job, fold);
    }
  }

  private void count(String job, JobFold.Stretch stretch) {
    var ends = new Ends();
    try (var walk = library.events.ofPartition(Library.entity(job, stretch), 1, Long.MAX_VALUE)) {
      for (var event = walk.next(); event != null; event = walk.next()) {
        ends.apply(event);
      }
    }
    for (int index = 0; index < stretch.lines(); index++) {
      var kind = ends.failure(index);
      if (kind != null) {
        long line = stretch.firstLine() + index;
        tallies.computeIfAbsent(kind, first -> new Tally(line)).lines++;
      }
    }
  }

  private FailureGroup group(String job, JobFold fold, FailureClass kind, Tally tally) {
    var example = runs.view(job, fold, tally.firstLine);
    var error = example == null ? null : example.error();
    var id = example == null ? null : example.lineId();
    return new FailureGroup(
        kind.wireName(),
        tally.lines,
        kind.retryable(),
        id == null ? Long.toString(tally.firstLine) : id,
        error == null ? "" : error.message());
  }

  /** How the runs of a partition ended last; nothing of what they said. */
  private static final class Ends {
    private final Map<Integer, FailureClass> failed = new HashMap<>();

    void apply(PartitionEvent event) {
      switch (event) {
        case PartitionEvent.OutcomesRecorded outcomes -> {
          for (var mark : outcomes.ended()) {
            if (mark.status() == RunStatus.FAILED && mark.kind() != null) {
              failed.put(mark.run(), mark.kind());
            } else {
              failed.remove(mark.run());
            }
          }
        }
        case PartitionEvent.RunsRetaken again -> again.runs().forEach(failed::remove);
        case PartitionEvent.RunsCancelled cancelled -> cancelled.runs().forEach(failed::remove);
        default -> {
          // no other event ends a run or opens it again
        }
      }
    }

    @Nullable FailureClass failure(int index) {
      return failed.get(index);
    }
  }
}
