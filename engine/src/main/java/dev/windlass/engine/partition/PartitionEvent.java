package dev.windlass.engine.partition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.RunStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is true for ever of a partition once it is in the journal. */
public sealed interface PartitionEvent extends Journaled {
  /** When it was decided. */
  Instant at();

  /**
   * Lines became durable. Lines from {@code from} on that were there before and never ran give way
   * to these (an upload that was cut off and sent again).
   *
   * @param from index in the partition of the first of them
   */
  record LinesAccepted(int from, List<Line> lines, Instant at) implements PartitionEvent {}

  /**
   * A partition of single runs begins.
   *
   * @param fingerprint of the request whose Idempotency-Key made it, or null
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Opened(String tenant, @Nullable String fingerprint, Instant at)
      implements PartitionEvent {}

  /**
   * A chain that runs of this partition take; only where no job names the chain.
   *
   * @param index that lines refer to
   * @param reference {@code name@3}, or the bare name for one given inline
   * @param source the chain's canonical JSON
   */
  record ChainPinned(int index, String reference, JsonNode source, Instant at)
      implements PartitionEvent {}

  /**
   * Questions were answered, and by that some runs may have ended. One event for all that came
   * while the last write was under way. The first one of a partition says that its work has begun:
   * it comes before the first question, and may hold no answer.
   */
  record OutcomesRecorded(List<StepRecord> steps, List<EndMark> ended, Instant at)
      implements PartitionEvent {}

  /**
   * Ended runs were taken up again: each of them gets one take more.
   *
   * @param fromStart whether completed steps are asked again
   * @param fromStep ask again from the step with this id or variable on, or null
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record RunsRetaken(List<Integer> runs, boolean fromStart, @Nullable String fromStep, Instant at)
      implements PartitionEvent {}

  /** These runs were cancelled, and each ended by it. */
  record RunsCancelled(List<Integer> runs, Instant at) implements PartitionEvent {}

  /**
   * A run ended with this event. The rows of completion order are these marks and the runs of
   * {@link RunsCancelled}, in order.
   *
   * @param kind why it failed, null when it did not
   */
  @JsonSerialize(using = EndMarkJson.Writer.class)
  @JsonDeserialize(using = EndMarkJson.Reader.class)
  record EndMark(int run, RunStatus status, @Nullable FailureClass kind) {}
}
