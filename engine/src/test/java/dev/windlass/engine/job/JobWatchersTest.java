package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.NOON;
import static dev.windlass.engine.job.JobExamples.jobOf;
import static dev.windlass.engine.job.JobExamples.tell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobWatchersTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final JobWatchers watchers = new JobWatchers();
  private final JobDisplay display = new JobDisplay();
  private final Crew crew = new Crew(3_000, 2, 8);

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  private JobView view(Job job) {
    return display.view(job, crew, 0, Instant.EPOCH);
  }

  private List<JobEvent> seen(Job job, @Nullable Long after) {
    var probe = kit.<JobEvent>createTestProbe();
    watchers.add(job, view(job), after, probe.ref(), NOON);
    return drain(probe);
  }

  private List<JobEvent> drain(TestProbe<JobEvent> probe) {
    var barrier = new JobEvent.Snapshot(-1, NOON, view(jobOf()));
    probe.ref().tell(barrier);
    var all = new ArrayList<JobEvent>();
    for (var event = probe.receiveMessage();
        !event.equals(barrier);
        event = probe.receiveMessage()) {
      all.add(event);
    }
    return all;
  }

  @Test
  void whoComesBackHearsOfEachChangeOfStateItMissed() {
    var job = jobOf(1);
    long after = 2 * job.changes();
    tell(job, new JobVerb.Pause("user"));
    tell(job, new JobVerb.Resume());

    var seen = seen(job, after);

    assertThat(seen.stream().map(event -> event.job().state()))
        .containsExactly(JobState.PAUSED, JobState.RECEIVING);
    assertThat(seen).allMatch(JobEvent.StateChanged.class::isInstance);
  }

  @Test
  void whoWasAwayTooLongOrBringsNonsenseGetsASnapshot() {
    var job = jobOf(1);
    for (int i = 0; i < 70; i++) {
      tell(job, new JobVerb.Pause("user"));
      tell(job, new JobVerb.Resume());
    }

    assertThat(seen(job, 2L)).hasExactlyElementsOfTypes(JobEvent.Snapshot.class);
    assertThat(seen(job, -7L)).hasExactlyElementsOfTypes(JobEvent.Snapshot.class);
    assertThat(seen(job, 99_999L)).hasExactlyElementsOfTypes(JobEvent.Snapshot.class);
  }

  @Test
  void whoSawTheLastStateButNotTheEndIsToldTheEnd() {
    var job = tell(jobOf(), new JobVerb.Seal());
    long last = 2 * job.changes();

    assertThat(JobWatchers.seenEnd(job, last)).isFalse();
    assertThat(seen(job, last)).hasExactlyElementsOfTypes(JobEvent.End.class);
    assertThat(JobWatchers.seenEnd(job, last + 1)).isTrue();
  }

  @Test
  void aWatcherThatSaysItAgainIsNotToldTwice() {
    var job = jobOf(1);
    var probe = kit.<JobEvent>createTestProbe();

    assertThat(watchers.add(job, view(job), null, probe.ref(), NOON)).isTrue();
    assertThat(watchers.add(job, view(job), null, probe.ref(), NOON)).isFalse();

    assertThat(drain(probe)).hasSize(1);
  }

  @Test
  void aQuestionWaitsForTheNextChangeAndIsAnsweredAtOnceByAnEndedJob() {
    var job = jobOf(1);
    var probe = kit.<Reply<JobView>>createTestProbe();
    watchers.ask(job, view(job), view(job).version(), 1_000, probe.ref());

    watchers.show(job, view(job), NOON, 999);
    tell(job, new JobVerb.Pause("user"));
    watchers.stateChanged(job, job.changes() - 1, view(job), NOON);

    assertThat(view(probe).state()).isEqualTo(JobState.PAUSED);
    var ended = tell(jobOf(), new JobVerb.Seal());
    watchers.ask(ended, view(ended), view(ended).version(), 1_000, probe.ref());
    assertThat(view(probe).state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aQuestionIsAnsweredWithTheSameWhenItsWaitIsOver() {
    var job = jobOf(1);
    var probe = kit.<Reply<JobView>>createTestProbe();
    watchers.ask(job, view(job), view(job).version(), 1_000, probe.ref());

    watchers.show(job, view(job), NOON, 1_000);

    assertThat(view(probe).version()).isEqualTo(view(job).version());
  }

  private static JobView view(TestProbe<Reply<JobView>> probe) {
    return ((Reply.Ok<JobView>) probe.receiveMessage()).value();
  }
}
