package dev.windlass.engine.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.windlass.engine.job.DirectoryCommand.JobEntry;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is true for ever of a tenant's directory once it is in the journal. */
public sealed interface DirectoryChange extends Journaled {
  record JobListed(JobEntry job, Instant at) implements DirectoryChange {}

  /**
   * A listed job ended, or goes on.
   *
   * @param ended null where it goes on
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record JobStood(String job, @Nullable JobState ended, Instant at) implements DirectoryChange {}

  /** Partitions of single runs began, had nothing left to do, or had something again. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record RunsNoted(List<String> opened, Set<String> ended, Set<String> reopened, Instant at)
      implements DirectoryChange {
    public RunsNoted {
      opened = opened == null ? List.of() : opened;
      ended = ended == null ? Set.of() : ended;
      reopened = reopened == null ? Set.of() : reopened;
    }
  }
}
