package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.jobOf;
import static dev.windlass.engine.job.JobExamples.tell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.job.Crew.LetGo;
import dev.windlass.engine.job.Crew.Stop;
import dev.windlass.engine.job.Crew.Work;
import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.partition.PartitionReport.Steps;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.Usage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrewTest {
  private final Crew crew = new Crew(3_000, 2, 8);

  private static Progress report(int partition, long upTo, int succeeded) {
    return new Progress(
        partition, upTo, succeeded, 1_000, succeeded, 0, 0, Usage.NONE, Steps.NONE, Standing.NONE);
  }

  private void gather(Job job) {
    tell(job, new JobVerb.Gather(crew.takeNews()));
  }

  @Test
  void ofTenMillionLinesTheFirstFewThousandAreAtWork() {
    var lines = new int[10_000];
    Arrays.fill(lines, 1_000);
    var job = jobOf(lines);

    var orders = crew.follow(job);

    assertThat(orders)
        .containsExactly(
            new Work(0, false, false), new Work(1, false, false), new Work(2, false, false));
  }

  @Test
  void aPartitionWhoseLinesHaveEndedGivesWayToTheNextOnceTheJournalHasThat() {
    var job = jobOf(1_000, 1_000, 1_000, 1_000);
    crew.follow(job);

    crew.heard(job, report(1, 9, 1_000));
    assertThat(crew.follow(job)).as("not journaled yet").isEmpty();
    gather(job);

    assertThat(crew.follow(job)).containsExactly(new LetGo(1), new Work(3, false, false));
  }

  @Test
  void twoPartitionsAreAtWorkHoweverFewRunsTheWindowHolds() {
    var job = jobOf(1_000, 1_000, 1_000);

    assertThat(new Crew(1, 2, 8).follow(job)).hasSize(2);
  }

  @Test
  void aPartitionThatStillGrowsStaysAndHearsOfItsNewLines() {
    var job = jobOf(500);
    crew.follow(job);
    crew.heard(job, report(0, 5, 500));
    gather(job);
    assertThat(crew.follow(job)).as("more lines may come").isEmpty();

    tell(
        job,
        new JobVerb.AddLines(
            new dev.windlass.engine.intake.IntakeTarget.PartitionFill(0, 1, 700, 0, 9)));

    assertThat(crew.follow(job)).containsExactly(new Work(0, false, false));
  }

  @Test
  void aPauseIsSettledWhenEveryPartitionAtWorkHolds() {
    var job = jobOf(1_000, 1_000);
    crew.follow(job);

    tell(job, new JobVerb.Pause("user"));
    assertThat(crew.follow(job))
        .containsExactly(new Work(0, true, false), new Work(1, true, false));
    crew.heardHeld(0);
    assertThat(crew.settled()).isFalse();
    crew.heardHeld(1);

    assertThat(crew.settled()).isTrue();
  }

  @Test
  void aCancelStopsThoseAtWorkFirstAndGoesOverTheOthersInAWindow() {
    var lines = new int[50];
    Arrays.fill(lines, 1_000);
    var job = jobOf(lines);
    crew.follow(job);

    tell(job, new JobVerb.Cancel());
    var orders = crew.follow(job);

    assertThat(orders).hasSize(8).allMatch(Stop.class::isInstance);
    crew.heardCancelling(0);
    crew.heardCancelling(1);
    assertThat(crew.settled()).as("one of the three that could call has not answered").isFalse();
    crew.heardCancelling(2);
    assertThat(crew.settled()).as("the others never began").isTrue();
  }

  @Test
  void aPartitionThatANewLifeOfTheJobDoesNotExpectIsTakenIn() {
    var job = jobOf(1_000, 1_000, 1_000, 1_000, 1_000);
    crew.follow(job);

    assertThat(crew.heard(job, report(4, 3, 10))).containsExactly(new Work(4, false, false));
    assertThat(crew.size()).isEqualTo(4);
  }

  @Test
  void whatAPartitionRepeatsOrSaysTooLateIsNoNews() {
    var job = jobOf(1_000);
    crew.follow(job);
    crew.heard(job, report(0, 5, 10));
    crew.heard(job, report(0, 5, 10));
    crew.heard(job, report(0, 4, 8));
    assertThat(crew.news()).hasSize(1);
    gather(job);

    crew.heard(job, report(0, 5, 10));

    assertThat(crew.news()).isEmpty();
    assertThat(job.facts().succeeded()).isEqualTo(10);
    assertThat(crew.heard(job, report(7, 1, 1))).as("no such partition").isEqualTo(List.of());
  }
}
