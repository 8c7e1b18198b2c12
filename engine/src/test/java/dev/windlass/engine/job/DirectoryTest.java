package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.job.DirectoryCommand.Filter;
import dev.windlass.engine.job.DirectoryCommand.JobEntry;
import dev.windlass.engine.protocol.JobState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final Filter ALL = new Filter(null, null, null, Map.of(), null);
  private Directory directory = new Directory(3);

  private void list(String id, String chain, @Nullable String key) {
    var entry = new JobEntry(id, "n", chain, Map.of("team", id), key, NOON, null);
    directory.apply(new DirectoryChange.JobListed(entry, NOON));
  }

  private void end(String id) {
    directory.apply(new DirectoryChange.JobStood(id, JobState.COMPLETED, NOON));
  }

  private List<String> find(Filter filter) {
    return directory.findJobs(filter, 0, 100).jobs().stream().map(JobEntry::id).toList();
  }

  @Test
  void jobsAreFoundNewestFirstPageByPageWhateverComesMeanwhile() {
    for (int i = 1; i <= 5; i++) {
      list("job_" + i, "a@1", null);
    }
    var first = directory.findJobs(ALL, 0, 2);
    list("job_6", "a@1", null);

    var second = directory.findJobs(ALL, first.next(), 2);
    var third = directory.findJobs(ALL, second.next(), 2);

    assertThat(first.jobs().stream().map(JobEntry::id)).containsExactly("job_5", "job_4");
    assertThat(second.jobs().stream().map(JobEntry::id)).containsExactly("job_3", "job_2");
    assertThat(third.jobs().stream().map(JobEntry::id)).containsExactly("job_1");
    assertThat(third.next()).isZero();
  }

  @Test
  void aFilterLetsThroughWhatFits() {
    list("job_1", "a@1", "k1");
    list("job_2", "a@2", null);
    list("job_3", "b", null);
    end("job_2");

    assertThat(find(new Filter(true, null, null, Map.of(), null)))
        .containsExactly("job_3", "job_1");
    assertThat(find(new Filter(false, JobState.COMPLETED, null, Map.of(), null)))
        .containsExactly("job_2");
    assertThat(find(new Filter(null, null, "a", Map.of(), null)))
        .as("every version")
        .containsExactly("job_2", "job_1");
    assertThat(find(new Filter(null, null, "a@1", Map.of(), null))).containsExactly("job_1");
    assertThat(find(new Filter(null, null, null, Map.of("team", "job_3"), null)))
        .containsExactly("job_3");
    assertThat(find(new Filter(null, null, null, Map.of(), "k1"))).containsExactly("job_1");
  }

  @Test
  void ofEndedJobsTheNewestStayListedAndActiveOnesAllDo() {
    for (int i = 1; i <= 8; i++) {
      list("job_" + i, "a@1", null);
    }
    for (int i = 2; i <= 7; i++) {
      end("job_" + i);
    }

    assertThat(find(ALL)).containsExactly("job_8", "job_7", "job_6", "job_5", "job_1");
    assertThat(directory.activeJobs()).containsExactly("job_1", "job_8");
  }

  @Test
  void partitionsOfSingleRunsAreActiveUntilTheirRunsHaveEndedAndAgainWhenOneIsTakenUp() {
    directory.apply(
        new DirectoryChange.RunsNoted(List.of("open-1", "open-2"), Set.of(), Set.of(), NOON));
    directory.apply(new DirectoryChange.RunsNoted(List.of(), Set.of("open-1"), Set.of(), NOON));
    assertThat(directory.activeRuns()).containsExactly("open-2");

    directory.apply(new DirectoryChange.RunsNoted(List.of(), Set.of(), Set.of("open-1"), NOON));

    assertThat(directory.activeRuns()).containsExactly("open-1", "open-2");
    assertThat(directory.findRuns(false, 0, 9).partitions()).containsExactly("open-2", "open-1");
  }

  @Test
  void aSnapshotIsTheDirectoryItself() {
    list("job_1", "a@1", null);
    list("job_2", "a@1", null);
    end("job_1");
    directory.apply(new DirectoryChange.RunsNoted(List.of("open-1"), Set.of(), Set.of(), NOON));
    var kept = directory.snapshot();

    directory = Directory.of(kept, 3);

    assertThat(directory.snapshot()).isEqualTo(kept);
    assertThat(directory.activeJobs()).containsExactly("job_2");
    assertThat(directory.activeRuns()).containsExactly("open-1");
  }
}
