package dev.windlass.engine.intake;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where an upload's lines go: the job's coordinator and its partitions. */
public interface IntakeTarget {
  /** Public id of the job. */
  String job();

  /**
   * An upload may begin.
   *
   * @param epoch of this upload; an older one of the same job is fenced off from now on
   * @param acceptedLines durable and acknowledged lines of the job
   * @param rejectedLines how many of them can never run
   * @param partitions the partitions so far, in order
   * @param sealed whether the job takes no more
   */
  record Opened(
      long epoch,
      Chain chain,
      boolean strict,
      boolean sealed,
      long acceptedLines,
      long rejectedLines,
      List<PartitionFill> partitions) {}

  /**
   * What a partition holds.
   *
   * @param firstLine number in the job, from 1, of its first line
   */
  record PartitionFill(int partition, long firstLine, int lines, int rejected, long bytes) {}

  CompletionStage<Reply<Opened>> open();

  /**
   * What a partition holds, in order, at least as many as it has acknowledged: an upload that
   * begins again is compared with them, and a later line must not use their ids again. Asked for a
   * few partitions at a time, each at most once an upload, but for the one in which the upload
   * begins.
   */
  CompletionStage<Reply<List<Line>>> lines(int partition);

  /**
   * Makes lines durable in a partition, from this index on; completes once they are.
   *
   * @param firstNumber number in the job, from 1, of the first of them
   */
  CompletionStage<Reply<Boolean>> accept(
      long epoch, int partition, int from, List<Line> lines, long firstNumber);

  /**
   * Acknowledges what a partition holds now; called in order, after {@link #accept} completed.
   * Completes once the job has it in its journal.
   */
  CompletionStage<Reply<Boolean>> record(long epoch, PartitionFill fill);

  CompletionStage<Reply<Boolean>> seal(long epoch);

  /** A strict job has a bad line: it is rejected, and nothing of it will run. */
  CompletionStage<Reply<Boolean>> reject(long epoch, List<Refusal.Fault> faults);
}
