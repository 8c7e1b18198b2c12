package dev.windlass.engine.job;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.job.JobChange.Advance;
import dev.windlass.engine.protocol.JobPatch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be done with a job; {@link JobRules} says what follows. */
sealed interface JobVerb {
  /** It begins. */
  record Make(JobChange.Created what) implements JobVerb {}

  /** A partition holds so many durable lines. */
  record AddLines(PartitionFill fill) implements JobVerb {}

  record Seal() implements JobVerb {}

  /** A strict job met a bad line. */
  record Reject() implements JobVerb {}

  /**
   * @param by user, budget, quota
   */
  record Pause(String by) implements JobVerb {}

  record Resume() implements JobVerb {}

  record Cancel() implements JobVerb {}

  /** Nobody sent a line or sealed it for so long. */
  record Expire(Duration after) implements JobVerb {}

  /** Other priority, weight or labels. */
  record Steer(JobPatch patch) implements JobVerb {}

  /** Partitions have come this far. */
  record Gather(List<Advance> advances) implements JobVerb {}

  /**
   * @param line only this one, or null for all that ended badly
   */
  record Retry(
      @Nullable Long line,
      Set<String> classes,
      boolean fromStart,
      @Nullable String fromStep,
      boolean cancelledToo)
      implements JobVerb {}

  /** Every partition that a retry concerns has been asked, and stands so. */
  record RetryDone(long lines, List<Advance> advances) implements JobVerb {}
}
