package dev.windlass.engine.results;

import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.protocol.RunStatus;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one {@code Progressed}: of each of its advances in turn, the end marks in that
 * partition's events behind the previous advance and up to this one.
 */
final class Advances implements AutoCloseable {
  private final Library library;
  private final String job;
  private final JobFold before;
  private final Iterator<JobChange.Advance> advances;
  private JobChange.@Nullable Advance advance;
  private @Nullable PartitionFold fold;
  private Events.@Nullable Walk<PartitionEvent> walk;
  private Iterator<Integer> marks = List.<Integer>of().iterator();
  private int shown = -1;

  /**
   * @param before the job before this event
   */
  Advances(Library library, String job, JobFold before, JobChange.Progressed progress) {
    this.library = library;
    this.job = job;
    this.before = before;
    this.advances = progress.advances().iterator();
  }

  /** Goes to the next row; false behind the last. */
  boolean next() {
    dropShown();
    while (!marks.hasNext()) {
      if (advance == null) {
        if (!advances.hasNext()) {
          return false;
        }
        begin(advances.next());
      } else if (!readOn()) {
        end();
      }
    }
    shown = marks.next();
    return true;
  }

  /** The run of the row; null when the journal does not tell of it. */
  @Nullable RunFold run() {
    return fold == null ? null : fold.run(shown);
  }

  /** Number of the row's line in the job. */
  long line() {
    var standing = advance;
    if (standing == null) {
      throw new IllegalStateException("no row yet");
    }
    var stretch = before.stretch(standing.partition());
    return stretch == null ? 0 : stretch.firstLine() + shown;
  }

  private void begin(JobChange.Advance next) {
    advance = next;
    var key = new Library.Key(job, next.partition());
    var known = library.partitions.take(key);
    long done = before.upTo(next.partition());
    var going = known != null && known.position() <= done ? known : PartitionFold.whole();
    fold = going;
    walk =
        library.events.ofPartition(
            PersistenceIds.partitionOf(job, next.partition()), going.position() + 1, next.upTo());
    while (going.position() < done && readOn()) {
      while (marks.hasNext()) {
        shown = marks.next();
        dropShown(); // shown to the client before
      }
    }
  }

  private boolean readOn() {
    var going = fold;
    var source = walk;
    var event = source == null ? null : source.next();
    if (source == null || going == null || event == null) {
      return false;
    }
    marks = going.apply(source.number(), event).iterator();
    return true;
  }

  private void end() {
    var standing = advance;
    if (standing != null && fold != null && fold.position() < standing.upTo()) {
      throw new IllegalStateException(
          "partition "
              + standing.partition()
              + " of "
              + job
              + " ends at event "
              + fold.position()
              + " and its job counts "
              + standing.upTo());
    }
    putAway();
  }

  private void putAway() {
    if (walk != null) {
      walk.close();
    }
    if (fold != null && advance != null) {
      library.partitions.put(new Library.Key(job, advance.partition()), fold);
    }
    walk = null;
    fold = null;
    advance = null;
  }

  /** A run that succeeded is taken up by nobody: what it said is not needed again. */
  private void dropShown() {
    if (shown >= 0 && fold != null) {
      var run = fold.run(shown);
      if (run != null && run.status() == RunStatus.SUCCEEDED) {
        fold.drop(shown);
      }
    }
    shown = -1;
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
    }
    // in the middle of an advance the fold is ahead of what was counted: of no use to others
    fold = null;
  }
}
