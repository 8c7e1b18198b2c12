package dev.windlass.engine.intake;

import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each new line its number, its id and its place in a partition, and cuts batches: none is
 * larger than a batch may be, and none reaches over the end of a partition. Of a strict job only
 * good lines pass; its first bad ones are listed. Pure but for its own state; not thread-safe.
 */
final class Acceptance {
  private final IntakeSettings settings;
  private final TakenIds taken;
  private final boolean strict;
  private final List<Refusal.Fault> faults = new ArrayList<>();
  private final Deque<Batch> ready = new ArrayDeque<>();

  private long number;
  private int partition;
  private long firstLine;
  private int lines;
  private int rejected;
  private long bytes;

  private List<Line> batch = new ArrayList<>();
  private long rejectedSoFar;
  private long batchBytes;

  /**
   * @param accepted lines of the job so far
   * @param last the partition that was filled last, or null for a job without lines
   */
  Acceptance(
      IntakeSettings settings,
      TakenIds taken,
      boolean strict,
      long accepted,
      IntakeTarget.@Nullable PartitionFill last) {
    this.settings = settings;
    this.taken = taken;
    this.strict = strict;
    number = accepted;
    if (last == null) {
      firstLine = accepted + 1;
    } else {
      partition = last.partition();
      firstLine = last.firstLine();
      lines = last.lines();
      rejected = last.rejected();
      bytes = last.bytes();
    }
  }

  /**
   * Takes the next line in.
   *
   * @throws RefusedUpload when the job is full, or a strict job has bad lines enough
   */
  void add(Line read, int lineBytes) {
    if (number == settings.maxLines()) {
      throw RefusedUpload.of(
          Refusal.Kind.INVALID_REQUEST,
          "a job takes at most " + number + " lines. Start another job for the rest.");
    }
    number++;
    var line = taken.settle(read, number);
    if (strict) {
      if (line.fault() != null) {
        faults.add(new Refusal.Fault(null, number, line.fault().code(), line.fault().message()));
        if (faults.size() >= settings.strictFaults()) {
          throw RefusedUpload.of(Refusal.Kind.LINE_INVALID, "bad lines in a strict job");
        }
      }
      if (!faults.isEmpty()) {
        return; // the job will be rejected: no need to keep more of it
      }
    }
    place(line, lineBytes);
  }

  /** A batch that is complete, or null. */
  @Nullable Batch poll() {
    return ready.poll();
  }

  boolean hasReady() {
    return !ready.isEmpty();
  }

  /** Whether lines wait for their batch to fill. */
  boolean hasPending() {
    return !batch.isEmpty();
  }

  /** Makes a batch of what waits. */
  void flush() {
    if (batch.isEmpty()) {
      return;
    }
    var fill = new IntakeTarget.PartitionFill(partition, firstLine, lines, rejected, bytes);
    ready.add(new Batch(lines - batch.size(), batch, rejectedSoFar, fill));
    batch = new ArrayList<>();
    batchBytes = 0;
  }

  /** Lines that a strict job was refused for; empty for any other job. */
  List<Refusal.Fault> faults() {
    return faults;
  }

  /** Lines seen in all, with those accepted before. */
  long number() {
    return number;
  }

  TakenIds taken() {
    return taken;
  }

  private void place(Line line, int lineBytes) {
    boolean partitionFull =
        lines >= settings.partitionLines()
            || (lines > 0 && bytes + lineBytes > settings.partitionBytes());
    if (partitionFull) {
      flush();
      partition++;
      firstLine = number;
      lines = 0;
      rejected = 0;
      bytes = 0;
    } else if (batch.size() >= settings.batchLines()
        || (!batch.isEmpty() && batchBytes + lineBytes > settings.batchBytes())) {
      flush();
    }
    batch.add(line);
    batchBytes += lineBytes;
    lines++;
    bytes += lineBytes;
    if (line.fault() != null) {
      rejected++;
      rejectedSoFar++;
    }
    if (lines == settings.partitionLines() || batch.size() == settings.batchLines()) {
      flush();
    }
  }
}
