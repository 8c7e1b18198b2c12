package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.CHAIN;
import static dev.windlass.engine.job.JobExamples.NOON;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.job.DirectoryCommand.JobEntry;
import dev.windlass.engine.journal.JournalSamples;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.Usage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobSamplesTest {
  private static final JobEntry ENTRY =
      new JobEntry(
          "job_1",
          "nightly",
          "capital-city@1",
          Map.of("team", "atlas"),
          "nightly-20",
          NOON,
          JobState.COMPLETED);

  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of("job.created.1", JobExamples.created()),
        Arguments.of(
            "job.lines-recorded.1", new JobChange.LinesRecorded(2, 2001, 1000, 3, 204_800, NOON)),
        Arguments.of("job.sealed.1", new JobChange.Sealed(NOON)),
        Arguments.of(
            "job.progressed.1",
            new JobChange.Progressed(
                List.of(new JobChange.Advance(2, 17, 900, 890, 9, 1, new Usage(5, 6, 7))), NOON)),
        Arguments.of(
            "job.state-changed.1", new JobChange.StateChanged(JobState.PAUSED, "user", NOON)),
        Arguments.of(
            "job.retry-started.1",
            new JobChange.RetryStarted(17L, Set.of("timeout"), false, "city", true, NOON)),
        Arguments.of("job.steered.1", new JobChange.Steered(8, 2.5, Map.of("team", "atlas"), NOON)),
        Arguments.of("job.reopened.1", new JobChange.Reopened(12, NOON)),
        Arguments.of("job.snapshot.1", snapshot()),
        Arguments.of("directory.job-listed.1", new DirectoryChange.JobListed(ENTRY, NOON)),
        Arguments.of(
            "directory.job-stood.1",
            new DirectoryChange.JobStood("job_1", JobState.CANCELLED, NOON)),
        Arguments.of(
            "directory.runs-noted.1",
            new DirectoryChange.RunsNoted(
                List.of("open-1"), Set.of("open-0"), Set.of("open-2"), NOON)),
        Arguments.of(
            "directory.snapshot.1",
            new DirectorySnapshot(
                2,
                List.of(new DirectorySnapshot.NumberedJob(1, ENTRY)),
                List.of(new DirectorySnapshot.NumberedRuns(2, "open-1", true)))),
        Arguments.of(
            "chains.applied.1",
            new CatalogChange.ChainApplied("capital-city", 1, "sha256:00", CHAIN, NOON)),
        Arguments.of("chains.deleted.1", new CatalogChange.ChainDeleted("capital-city", NOON)));
  }

  private static JobSnapshot snapshot() {
    var job = JobExamples.job();
    JobExamples.tell(job, new JobVerb.AddLines(new PartitionFill(0, 1, 10, 1, 2_000)));
    JobExamples.tell(job, new JobVerb.Pause("user"));
    JobExamples.tell(
        job,
        new JobVerb.Gather(
            List.of(new JobChange.Advance(0, 4, 6, 5, 1, 0, new Usage(100, 20, 3)))));
    return job.snapshot();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyEventOfJobsCanBeReadAgain(String name, Journaled example) {
    JournalSamples.holds(name, example);
  }
}
