package dev.windlass.engine.partition;

import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.Travels;
import dev.windlass.engine.protocol.Usage;

/** What a partition tells its job. Repeated until the job knows it. */
public sealed interface PartitionReport extends Travels {
  int partition();

  /**
   * Where it stands. Durable: everything up to {@code upTo}. The rest is of the moment.
   *
   * @param upTo sequence number of the partition's last durable event
   * @param rows end marks so far, in all; grows
   * @param lines acknowledged lines of it; those that have not ended are the rest
   * @param pace how far its lines are in steps
   * @param standing where its open questions stand
   */
  record Progress(
      int partition,
      long upTo,
      long rows,
      int lines,
      int succeeded,
      int failed,
      int cancelled,
      Usage usage,
      Steps pace,
      Standing standing)
      implements PartitionReport {}

  /**
   * @param ended answers, good or bad, that questions of its lines have had, over all takes
   * @param ofEndedLines those of lines that have ended
   * @param calls requests made for them
   * @param aLine answers that a line of this chain is expected to take, before any has ended
   */
  record Steps(long ended, long ofEndedLines, long calls, double aLine) {
    public static final Steps NONE = new Steps(0, 0, 0, 1);
  }

  /** As {@code Work} with hold asked: no further call of this partition can start. */
  record Held(int partition) implements PartitionReport {}

  /** As {@code Cancel} asked: no further call can start; lines end as calls in flight do. */
  record Cancelling(int partition) implements PartitionReport {}
}
