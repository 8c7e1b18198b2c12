package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.NOON;
import static dev.windlass.engine.job.JobExamples.jobOf;
import static dev.windlass.engine.job.JobExamples.tell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.job.JobChange.Advance;
import dev.windlass.engine.protocol.Counts;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Usage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobRulesTest {
  private static final JobVerb PAUSE = new JobVerb.Pause("user");
  private static final JobVerb RETRY = new JobVerb.Retry(null, Set.of(), false, null, false);

  private static Advance ended(int partition, int succeeded, int failed, int cancelled) {
    int rows = succeeded + failed + cancelled;
    return new Advance(partition, rows + 1, rows, succeeded, failed, cancelled, Usage.NONE);
  }

  private static JobVerb gather(Advance... advances) {
    return new JobVerb.Gather(List.of(advances));
  }

  private static Refusal.@Nullable Kind refusal(Job job, JobVerb verb) {
    var refusal = JobRules.decide(job, verb, NOON).refusal();
    return refusal == null ? null : refusal.kind();
  }

  private static Job completed() {
    return tell(tell(jobOf(3), new JobVerb.Seal()), gather(ended(0, 2, 1, 0)));
  }

  @Test
  void aJobReceivesUntilItIsSealedAndCompletesWithItsLastLine() {
    var job = jobOf(2, 1);
    assertThat(job.state()).isEqualTo(JobState.RECEIVING);
    tell(job, gather(ended(0, 2, 0, 0)));

    tell(job, new JobVerb.Seal());
    assertThat(job.state()).isEqualTo(JobState.RUNNING);
    tell(job, gather(ended(1, 0, 1, 0)));

    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.counts(0)).isEqualTo(new Counts(3, 0, 0, 2, 1, 0));
  }

  @Test
  void aJobThatIsSteeredKeepsWhatWasNotSaid() {
    var job = jobOf(3);
    var labels = new HashMap<String, @Nullable String>();
    labels.put("team", null);
    labels.put("run", "7");
    tell(job, new JobVerb.Steer(new JobPatch(8, null, false, labels)));
    assertThat(job.terms()).isEqualTo(new Terms(8, 1, 0, job.changes()));
    assertThat(job.created().labels()).containsExactly(Map.entry("run", "7"));

    tell(job, new JobVerb.Steer(new JobPatch(null, 2.5, false, Map.of())));
    assertThat(job.terms()).isEqualTo(new Terms(8, 2.5, 0, job.changes()));
    assertThat(Job.of("job_1", job.snapshot()).terms()).isEqualTo(job.terms());

    tell(job, new JobVerb.Steer(new JobPatch(null, null, true, Map.of())));
    assertThat(job.created().labels()).isEmpty();
  }

  @Test
  void steeringThatChangesNothingWritesNothing() {
    var job = jobOf(3);
    long before = job.changes();
    tell(job, new JobVerb.Steer(new JobPatch(5, 1.0, false, Map.of("team", "atlas"))));
    assertThat(job.changes()).isEqualTo(before);
  }

  @Test
  void anEndedJobIsNotSteeredAndNoneGetsTooManyLabels() {
    var steer = new JobVerb.Steer(new JobPatch(8, null, false, Map.of()));
    assertThat(refusal(completed(), steer)).isEqualTo(Refusal.Kind.WRONG_STATE);

    var labels = new HashMap<String, @Nullable String>();
    for (int i = 0; i < 16; i++) {
      labels.put("label" + i, "x");
    }
    var many = new JobVerb.Steer(new JobPatch(null, null, false, labels));
    assertThat(refusal(jobOf(3), many)).isEqualTo(Refusal.Kind.INVALID_REQUEST);
  }

  @Test
  void aJobWhoseLinesHaveAllEndedCompletesWithItsSealAndAnEmptyOneToo() {
    assertThat(tell(tell(jobOf(1), gather(ended(0, 1, 0, 0))), new JobVerb.Seal()).state())
        .isEqualTo(JobState.COMPLETED);
    assertThat(tell(jobOf(), new JobVerb.Seal()).state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void theEndIsWrittenTogetherWithWhatEndedIt() {
    var job = tell(jobOf(1), new JobVerb.Seal());

    var events = JobRules.decide(job, gather(ended(0, 1, 0, 0)), NOON).events();

    assertThat(events)
        .hasExactlyElementsOfTypes(JobChange.Progressed.class, JobChange.StateChanged.class);
  }

  @Test
  void aPausedJobStillTakesLinesAndGoesOnToWhatItWas() {
    var job = tell(jobOf(2), PAUSE);
    tell(job, new JobVerb.AddLines(new PartitionFill(0, 1, 5, 0, 500)));
    assertThat(job.facts().lines()).isEqualTo(5);

    assertThat(tell(job, new JobVerb.Resume()).state()).isEqualTo(JobState.RECEIVING);

    tell(tell(job, PAUSE), new JobVerb.Seal());
    assertThat(job.state()).isEqualTo(JobState.PAUSED);
    assertThat(tell(job, new JobVerb.Resume()).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aPausedJobWhoseLastCallsEndIsComplete() {
    var job = tell(tell(jobOf(1), new JobVerb.Seal()), PAUSE);

    assertThat(tell(job, gather(ended(0, 1, 0, 0))).state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aCancelledJobTakesNoMoreLinesAndEndsWithItsLastCall() {
    var job = tell(jobOf(2), new JobVerb.Cancel());
    assertThat(job.state()).isEqualTo(JobState.CANCELLING);
    assertThat(refusal(job, new JobVerb.AddLines(new PartitionFill(0, 1, 3, 0, 9))))
        .isEqualTo(Refusal.Kind.JOB_SEALED);

    tell(job, gather(ended(0, 1, 0, 1)));

    assertThat(job.state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void repeatingAVerbChangesNothingAndOneThatComesTooLateIsRefused() {
    var seal = new JobVerb.Seal();
    var cancel = new JobVerb.Cancel();
    var resume = new JobVerb.Resume();
    for (var verb : List.of(seal, PAUSE, resume, cancel)) {
      var job = jobOf(1);
      tell(job, verb);
      long before = job.changes();
      assertThat(tell(job, verb).changes()).as("%s", verb).isEqualTo(before);
    }
    var cancelled = tell(tell(jobOf(1), cancel), gather(ended(0, 0, 0, 1)));
    assertThat(refusal(cancelled, cancel)).isNull();
    assertThat(refusal(cancelled, PAUSE)).isEqualTo(Refusal.Kind.WRONG_STATE);
    assertThat(refusal(completed(), seal)).isNull();
    assertThat(refusal(completed(), PAUSE)).isEqualTo(Refusal.Kind.WRONG_STATE);
    assertThat(refusal(completed(), resume)).isEqualTo(Refusal.Kind.WRONG_STATE);
    assertThat(refusal(completed(), cancel)).isEqualTo(Refusal.Kind.WRONG_STATE);
  }

  @Test
  void aRejectedJobHasNoOpenLine() {
    var job = new Job("job_1").apply(JobExamples.created(false, true));
    tell(job, new JobVerb.AddLines(new PartitionFill(0, 1, 10, 2, 100)));

    tell(job, new JobVerb.Reject());

    assertThat(job.state()).isEqualTo(JobState.REJECTED);
    assertThat(job.counts(0)).isEqualTo(new Counts(10, 0, 0, 0, 2, 8));
    assertThat(refusal(job, new JobVerb.AddLines(new PartitionFill(0, 1, 11, 2, 110))))
        .isEqualTo(Refusal.Kind.WRONG_STATE);
    assertThat(refusal(job, RETRY)).isEqualTo(Refusal.Kind.WRONG_STATE);
  }

  @Test
  void aJobThatNobodySealsExpiresAndItsOpenLinesAreCancelled() {
    var job = jobOf(2);
    var verb = new JobVerb.Expire(Duration.ofHours(24));
    assertThat(tell(job, verb).state()).isEqualTo(JobState.RECEIVING);

    var decision = JobRules.decide(job, verb, NOON.plus(Duration.ofHours(24)));
    decision.events().forEach(job::apply);
    assertThat(job.state()).isEqualTo(JobState.CANCELLING);
    tell(job, gather(ended(0, 1, 0, 1)));

    assertThat(job.state()).isEqualTo(JobState.EXPIRED);
  }

  @Test
  void linesMustFollowWhatIsAcceptedAndRepeatingThemChangesNothing() {
    var job = jobOf(5);

    assertThat(refusal(job, new JobVerb.AddLines(new PartitionFill(2, 6, 5, 0, 9))))
        .isEqualTo(Refusal.Kind.WRONG_STATE);
    assertThat(refusal(job, new JobVerb.AddLines(new PartitionFill(0, 1, 4, 0, 9))))
        .isEqualTo(Refusal.Kind.WRONG_STATE);
    long before = job.changes();
    tell(job, new JobVerb.AddLines(new PartitionFill(0, 1, 5, 0, 100)));

    assertThat(job.changes()).isEqualTo(before);
  }

  @Test
  void failedLinesOfAnEndedJobAreTakenUpAgainAndItRunsOn() {
    var job = tell(completed(), RETRY);
    assertThat(job.state()).as("until every partition was asked").isEqualTo(JobState.COMPLETED);

    tell(job, new JobVerb.RetryDone(1, List.of(new Advance(0, 9, 3, 2, 0, 0, Usage.NONE))));

    assertThat(job.state()).isEqualTo(JobState.RUNNING);
    assertThat(job.counts(0)).isEqualTo(new Counts(3, 1, 0, 2, 0, 0));
    assertThat(tell(job, gather(new Advance(0, 10, 4, 3, 0, 0, Usage.NONE))).state())
        .isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aRetryThatFindsNothingLeavesTheJobAsItWas() {
    var job = tell(completed(), RETRY);

    tell(job, new JobVerb.RetryDone(0, List.of()));

    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.retry()).isNull();
    var clean = tell(tell(jobOf(1), new JobVerb.Seal()), gather(ended(0, 1, 0, 0)));
    long before = clean.changes();
    assertThat(tell(clean, RETRY).changes()).isEqualTo(before);
  }

  @Test
  void failuresAreRetriedAtTheEndOnlyAndOneRetryAtATime() {
    assertThat(refusal(jobOf(1), RETRY)).isEqualTo(Refusal.Kind.NOT_TERMINAL);
    assertThat(refusal(tell(completed(), RETRY), RETRY)).isEqualTo(Refusal.Kind.WRONG_STATE);
  }

  @Test
  void oneRunOfARunningJobIsTakenUpAgainAndTheJobWaitsForIt() {
    var job = tell(jobOf(2), new JobVerb.Seal());
    tell(job, gather(ended(0, 0, 1, 0)));
    tell(job, new JobVerb.Retry(1L, Set.of(), false, null, false));

    tell(job, gather(ended(0, 1, 1, 0)));
    assertThat(job.state()).as("line 1 is on its way back").isEqualTo(JobState.RUNNING);
    tell(job, new JobVerb.RetryDone(1, List.of(new Advance(0, 9, 2, 1, 0, 0, Usage.NONE))));

    assertThat(job.counts(0)).isEqualTo(new Counts(2, 1, 0, 1, 0, 0));
    assertThat(job.state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aSnapshotIsTheJobItself() {
    var job = tell(completed(), RETRY);

    var again = Job.of("job_1", job.snapshot());

    assertThat(again.snapshot()).isEqualTo(job.snapshot());
    assertThat(again.counts(0)).isEqualTo(job.counts(0));
    assertThat(again.facts().partitionOf(3)).isZero();
    assertThat(again.facts().partitionOf(4)).isEqualTo(-1);
  }
}
