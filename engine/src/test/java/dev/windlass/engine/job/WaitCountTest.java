package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.jobOf;
import static dev.windlass.engine.job.JobExamples.tell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.partition.PartitionReport.Steps;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.protocol.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitCountTest {
  private static final Instant NOON = JobExamples.NOON;

  private static Progress at(int partition, int calling, Map<WaitReason, Long> waiting) {
    var limit = waiting.containsKey(WaitReason.TOKENS) ? "openai/b tpm" : "openai/a rpm";
    return new Progress(
        partition,
        1,
        0,
        1_000,
        0,
        0,
        0,
        Usage.NONE,
        Steps.NONE,
        new Standing(calling, waiting, waiting.isEmpty() ? null : limit, 0.9, 10, 1));
  }

  @Test
  void linesThatAreCalledAreCalling() {
    var waits = WaitCount.of(jobOf(5), List.of(at(0, 5, Map.of())), 5);

    assertThat(waits.lines()).isEqualTo(Map.of(WaitReason.CALLING, 5L));
    assertThat(waits.main()).isEqualTo(WaitReason.CALLING);
  }

  @Test
  void linesThatNobodyHasAskedForYetWaitForWhatTheirSiblingsDo() {
    var waits =
        WaitCount.of(
            jobOf(1_000, 1_000, 1_000), List.of(at(0, 10, Map.of(WaitReason.REQUESTS, 500L))), 10);

    assertThat(waits.lines())
        .isEqualTo(Map.of(WaitReason.CALLING, 10L, WaitReason.REQUESTS, 2_990L));
    assertThat(waits.main()).isEqualTo(WaitReason.REQUESTS);
  }

  @Test
  void aLineThatWaitsWithSeveralStepsIsCountedOnce() {
    var waits =
        WaitCount.of(
            jobOf(10),
            List.of(at(0, 0, Map.of(WaitReason.REQUESTS, 15L, WaitReason.TOKENS, 5L))),
            0);

    assertThat(waits.lines().values().stream().mapToLong(n -> n).sum()).isEqualTo(10);
    assertThat(waits.main()).isEqualTo(WaitReason.REQUESTS);
  }

  @Test
  void whatBindsIsWhatHoldsMost() {
    var waits =
        WaitCount.of(
            jobOf(1_000, 1_000),
            List.of(
                at(0, 0, Map.of(WaitReason.REQUESTS, 50L)),
                at(1, 0, Map.of(WaitReason.TOKENS, 70L))),
            0);

    assertThat(waits.binding()).extracting(Standing::limitedBy).isEqualTo("openai/b tpm");
  }

  @Test
  void aPausedJobWaitsForItsResumeAndCallsInFlightEnd() {
    var job = jobOf(20);
    tell(job, new JobVerb.Pause("user"));

    var waits = WaitCount.of(job, List.of(at(0, 3, Map.of(WaitReason.REQUESTS, 5L))), 3);

    assertThat(waits.lines()).isEqualTo(Map.of(WaitReason.CALLING, 3L, WaitReason.PAUSED, 17L));
    assertThat(waits.main()).isEqualTo(WaitReason.PAUSED);
  }

  @Test
  void aJobOfWhichNothingIsHeardYetIsStarting() {
    assertThat(WaitCount.of(jobOf(7), List.of(), 0).lines())
        .isEqualTo(Map.of(WaitReason.STARTING, 7L));
  }

  @Test
  void aReasonCountsOnceItHasBeenTheMainOneForASecondAndThenFromItsBeginning() {
    var since = new Since();
    since.see(WaitReason.REQUESTS, NOON);
    since.see(WaitReason.TOKENS, NOON.plusMillis(500));
    since.see(WaitReason.REQUESTS, NOON.plusMillis(900));
    since.see(WaitReason.TOKENS, NOON.plusMillis(1_800));
    assertThat(since.reason()).isEqualTo(WaitReason.REQUESTS);
    assertThat(since.since()).isEqualTo(NOON);

    since.see(WaitReason.TOKENS, NOON.plusMillis(2_800));
    assertThat(since.reason()).isEqualTo(WaitReason.TOKENS);
    assertThat(since.since()).isEqualTo(NOON.plusMillis(1_800));
  }

  @Test
  void aStandstillCountsAtOnce() {
    var since = new Since();
    since.see(WaitReason.REQUESTS, NOON);
    since.see(WaitReason.QUOTA, NOON.plus(Duration.ofSeconds(9)));

    assertThat(since.reason()).isEqualTo(WaitReason.QUOTA);
    assertThat(since.since()).isEqualTo(NOON.plus(Duration.ofSeconds(9)));
  }
}
