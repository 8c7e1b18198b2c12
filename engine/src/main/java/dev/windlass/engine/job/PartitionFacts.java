package dev.windlass.engine.job;

import dev.windlass.engine.job.JobChange.Advance;
import dev.windlass.engine.job.JobChange.LinesRecorded;
import dev.windlass.engine.protocol.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What a job knows of its partitions, in columns: about 90 bytes a partition, so that ten thousand
 * of them (ten million lines) take less than a megabyte. Changes in place, on the thread of its
 * owner.
 */
final class PartitionFacts {
  private static final int FIRST = 16;

  private int size;
  private long[] firstLine = new long[FIRST];
  private long[] bytes = new long[FIRST];
  private long[] upTo = new long[FIRST];
  private long[] rows = new long[FIRST];
  private long[] inputTokens = new long[FIRST];
  private long[] outputTokens = new long[FIRST];
  private long[] costNanos = new long[FIRST];
  private int[] lines = new int[FIRST];
  private int[] rejected = new int[FIRST];
  private int[] succeeded = new int[FIRST];
  private int[] failed = new int[FIRST];
  private int[] cancelled = new int[FIRST];
  private final BitSet unfinished = new BitSet();

  private long allLines;
  private long allRejected;
  private long allSucceeded;
  private long allFailed;
  private long allCancelled;
  private Usage usage = Usage.NONE;

  int size() {
    return size;
  }

  long lines() {
    return allLines;
  }

  long rejected() {
    return allRejected;
  }

  long succeeded() {
    return allSucceeded;
  }

  long failed() {
    return allFailed;
  }

  long cancelled() {
    return allCancelled;
  }

  long ended() {
    return allSucceeded + allFailed + allCancelled;
  }

  Usage usage() {
    return usage;
  }

  long firstLine(int p) {
    return firstLine[p];
  }

  int lines(int p) {
    return lines[p];
  }

  int rejected(int p) {
    return rejected[p];
  }

  long bytes(int p) {
    return bytes[p];
  }

  long upTo(int p) {
    return upTo[p];
  }

  int failed(int p) {
    return failed[p];
  }

  int cancelled(int p) {
    return cancelled[p];
  }

  int ended(int p) {
    return succeeded[p] + failed[p] + cancelled[p];
  }

  int unfinished(int p) {
    return Math.max(0, lines[p] - ended(p));
  }

  /** The first partition from this one on with lines that have not ended, or -1. */
  int nextUnfinished(int from) {
    return unfinished.nextSetBit(from);
  }

  /** The partition that holds this line, or -1 where no such line is acknowledged. */
  int partitionOf(long line) {
    int at = Arrays.binarySearch(firstLine, 0, size, line);
    int p = at >= 0 ? at : -at - 2;
    return p >= 0 && line < firstLine[p] + lines[p] ? p : -1;
  }

  /** The partition takes part in the job with this many lines; a known one only grows. */
  void record(LinesRecorded now) {
    int p = now.partition();
    if (p >= size) {
      makeRoom(p);
      size = p + 1;
    }
    allLines += now.lines() - lines[p];
    allRejected += now.rejected() - rejected[p];
    firstLine[p] = now.firstLine();
    lines[p] = now.lines();
    rejected[p] = now.rejected();
    bytes[p] = now.bytes();
    mark(p);
  }

  void advance(Advance to) {
    int p = to.partition();
    allSucceeded += to.succeeded() - succeeded[p];
    allFailed += to.failed() - failed[p];
    allCancelled += to.cancelled() - cancelled[p];
    usage =
        new Usage(
            usage.inputTokens() + to.usage().inputTokens() - inputTokens[p],
            usage.outputTokens() + to.usage().outputTokens() - outputTokens[p],
            usage.costNanos() + to.usage().costNanos() - costNanos[p]);
    succeeded[p] = to.succeeded();
    failed[p] = to.failed();
    cancelled[p] = to.cancelled();
    upTo[p] = to.upTo();
    rows[p] = to.rows();
    inputTokens[p] = to.usage().inputTokens();
    outputTokens[p] = to.usage().outputTokens();
    costNanos[p] = to.usage().costNanos();
    mark(p);
  }

  private void mark(int p) {
    unfinished.set(p, ended(p) < lines[p]);
  }

  private void makeRoom(int p) {
    if (p < lines.length) {
      return;
    }
    int room = Math.max(p + 1, lines.length * 2);
    firstLine = Arrays.copyOf(firstLine, room);
    bytes = Arrays.copyOf(bytes, room);
    upTo = Arrays.copyOf(upTo, room);
    rows = Arrays.copyOf(rows, room);
    inputTokens = Arrays.copyOf(inputTokens, room);
    outputTokens = Arrays.copyOf(outputTokens, room);
    costNanos = Arrays.copyOf(costNanos, room);
    lines = Arrays.copyOf(lines, room);
    rejected = Arrays.copyOf(rejected, room);
    succeeded = Arrays.copyOf(succeeded, room);
    failed = Arrays.copyOf(failed, room);
    cancelled = Arrays.copyOf(cancelled, room);
  }

  /** One partition as a snapshot keeps it, in this order of columns. */
  List<List<Long>> rows() {
    var all = new ArrayList<List<Long>>(size);
    for (int p = 0; p < size; p++) {
      all.add(
          List.of(
              firstLine[p],
              (long) lines[p],
              (long) rejected[p],
              bytes[p],
              upTo[p],
              rows[p],
              (long) succeeded[p],
              (long) failed[p],
              (long) cancelled[p],
              inputTokens[p],
              outputTokens[p],
              costNanos[p]));
    }
    return all;
  }

  static PartitionFacts of(List<List<Long>> rows) {
    var facts = new PartitionFacts();
    for (int p = 0; p < rows.size(); p++) {
      var row = rows.get(p);
      facts.record(
          new LinesRecorded(
              p,
              row.get(0),
              row.get(1).intValue(),
              row.get(2).intValue(),
              row.get(3),
              java.time.Instant.EPOCH));
      facts.advance(
          new Advance(
              p,
              row.get(4),
              row.get(5),
              row.get(6).intValue(),
              row.get(7).intValue(),
              row.get(8).intValue(),
              new Usage(row.get(9), row.get(10), row.get(11))));
    }
    return facts;
  }
}
