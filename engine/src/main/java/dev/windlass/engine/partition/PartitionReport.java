package dev.windlass.engine.partition;

import dev.windlass.engine.protocol.Travels;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.protocol.WaitReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a partition tells its job. Repeated until the job knows it. */
public sealed interface PartitionReport extends Travels {
  int partition();

  /**
   * Where it stands. Durable: everything up to {@code upTo}. The rest is of the moment.
   *
   * @param upTo sequence number of the partition's last durable event
   * @param rows end marks so far, in all; grows
   * @param lines acknowledged lines of it; those that have not ended are the rest
   * @param calling calls in flight
   * @param waiting steps that wait, by reason
   * @param limitedBy the limit that binds, or null
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
      int calling,
      Map<WaitReason, Long> waiting,
      @Nullable String limitedBy,
      double limitUsed)
      implements PartitionReport {}

  /** As {@code Work} with hold asked: no further call of this partition can start. */
  record Held(int partition) implements PartitionReport {}

  /** As {@code Cancel} asked: no further call can start; lines end as calls in flight do. */
  record Cancelling(int partition) implements PartitionReport {}
}
