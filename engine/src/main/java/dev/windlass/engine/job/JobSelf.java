package dev.windlass.engine.job;

import dev.windlass.engine.partition.PartitionReport;
import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.Reply;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What only the job tells itself: by its timers, and as others answer. */
sealed interface JobSelf extends JobCommand.Internal {
  record Reported(PartitionReport report) implements JobSelf {}

  /** The directory has the job so. */
  record Listed(DirectoryCommand.JobEntry entry) implements JobSelf {}

  record Beat() implements JobSelf {}

  /** What partitions reported is to be written now. */
  record Flush() implements JobSelf {}

  /** What has moved is to be shown now. */
  record Show() implements JobSelf {}

  /**
   * @param reply null where none came in time
   */
  record Retaken(int partition, @Nullable Reply<Integer> reply) implements JobSelf {}

  record Unwatched(ActorRef<JobEvent> watcher) implements JobSelf {}
}
