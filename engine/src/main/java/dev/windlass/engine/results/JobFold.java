package dev.windlass.engine.results;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.protocol.JobState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as its events tell it, up to one of them: where its lines are kept, how far each partition
 * has come in the order of completion, whether it has ended. Used by one thread at a time.
 */
final class JobFold {
  /**
   * One partition's lines that are acknowledged.
   *
   * @param firstLine number in the job, from 1
   */
  record Stretch(int partition, long firstLine, int lines) {
    boolean has(long line) {
      return line >= firstLine && line < firstLine + lines;
    }
  }

  private final List<@Nullable Stretch> stretches = new ArrayList<>();
  private long[] upTo = new long[16];
  private long position;
  private JobState state = JobState.RECEIVING;
  private boolean retrying;
  private JobChange.@Nullable Created created;
  private @Nullable Chain chain;

  /** The number of the last event it has heard of. */
  long position() {
    return position;
  }

  JobChange.@Nullable Created created() {
    return created;
  }

  /** Whether no row is still to come, as far as the events go. */
  boolean terminal() {
    return state.terminal() && !retrying;
  }

  /** Whether lines may be left that will never have an end. */
  boolean abandoned() {
    return state == JobState.REJECTED || state == JobState.EXPIRED;
  }

  void apply(long number, JobChange change) {
    position = number;
    switch (change) {
      case JobChange.Created made -> created = made;
      case JobChange.LinesRecorded lines -> record(lines);
      case JobChange.Progressed progress -> progress.advances().forEach(this::advance);
      case JobChange.StateChanged changed -> state = changed.state();
      case JobChange.Steered steered -> {} // moves no row
      case JobChange.RetryStarted retry -> retrying = true;
      case JobChange.Reopened done -> retrying = false; // where it runs on, that is told beside it
      case JobChange.Sealed sealed -> {
        // no line is added any more, which says nothing of those that are there
      }
    }
  }

  private void record(JobChange.LinesRecorded lines) {
    while (stretches.size() <= lines.partition()) {
      stretches.add(null);
    }
    stretches.set(
        lines.partition(), new Stretch(lines.partition(), lines.firstLine(), lines.lines()));
  }

  private void advance(JobChange.Advance advance) {
    if (advance.partition() >= upTo.length) {
      upTo = java.util.Arrays.copyOf(upTo, Math.max(upTo.length * 2, advance.partition() + 1));
    }
    upTo[advance.partition()] = advance.upTo();
  }

  /** The partition's last event that is counted in the order of completion so far. */
  long upTo(int partition) {
    return partition < upTo.length ? upTo[partition] : 0;
  }

  @Nullable Stretch stretch(int partition) {
    return partition < stretches.size() ? stretches.get(partition) : null;
  }

  /** Where this line is kept, or null when it is not acknowledged (yet). */
  @Nullable Stretch stretchOf(long line) {
    int low = 0;
    int high = stretches.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      var stretch = stretches.get(middle);
      if (stretch == null || line < stretch.firstLine()) {
        high = middle - 1;
      } else if (stretch.has(line)) {
        return stretch;
      } else {
        low = middle + 1;
      }
    }
    return null;
  }

  /** Every partition with its lines, in order. */
  List<Stretch> stretches() {
    var all = new ArrayList<Stretch>();
    for (var stretch : stretches) {
      if (stretch != null) {
        all.add(stretch);
      }
    }
    return all;
  }

  /** The job's own copy of its chain. */
  Chain chain() {
    var known = chain;
    if (known == null) {
      var made = created;
      if (made == null) {
        throw new IllegalStateException("a job without its first event has no chain");
      }
      known = read(made);
      chain = known;
    }
    return known;
  }

  private static Chain read(JobChange.Created made) {
    var name = made.chainReference().split("@", 2)[0];
    return Chains.read(made.chain(), name);
  }

  /** Chains out of the journal: they were good when they were written. */
  static final class Chains {
    private Chains() {}

    static Chain read(com.fasterxml.jackson.databind.JsonNode source, String name) {
      return switch (ChainReader.read(source, name)) {
        case ChainReader.Outcome.Good(var chain) -> chain;
        case ChainReader.Outcome.Bad(var faults) ->
            throw new IllegalStateException(
                "the chain "
                    + name
                    + " in the journal does not read any more: "
                    + faults.getFirst()
                    + "; start the version that wrote it");
      };
    }
  }
}
