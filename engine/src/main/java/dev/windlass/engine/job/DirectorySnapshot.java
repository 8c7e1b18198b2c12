package dev.windlass.engine.job;

import dev.windlass.engine.job.DirectoryCommand.JobEntry;
import dev.windlass.engine.protocol.Journaled;
import java.util.List;

/**
 * A tenant's directory as it stood.
 *
 * @param lastNumber given so far, to jobs and partitions alike
 */
record DirectorySnapshot(long lastNumber, List<NumberedJob> jobs, List<NumberedRuns> runs)
    implements Journaled {
  record NumberedJob(long number, JobEntry job) {}

  record NumberedRuns(long number, String partition, boolean active) {}
}
