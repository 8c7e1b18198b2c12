package dev.windlass.engine.partition;

import static dev.windlass.engine.partition.PartitionTest.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.partition.PartitionCommand.Cancel;
import dev.windlass.engine.partition.PartitionCommand.CancelRun;
import dev.windlass.engine.partition.PartitionCommand.Retake;
import dev.windlass.engine.partition.PartitionCommand.Retaking;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.protocol.FailureClass;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartitionControlTest {
  private static Desk cancel(Desk desk, int lines, boolean abort) {
    return desk.tell(new Cancel(desk.assignment(TWO, lines), abort, desk.job.getRef()));
  }

  private static Retake retake(Desk desk, Retaking what) {
    return new Retake(desk.assignment(TWO, 3), what, desk.replies().getRef());
  }

  private static Retaking failed(String... classes) {
    return new Retaking(null, Set.of(classes), false, null, false);
  }

  @Test
  void onHoldNothingBeginsAndTheJobIsToldOnceNoCallCanStart() {
    var desk = new Desk().lines(2).work(TWO, 2, true);
    assertThat(desk.open()).isEmpty();
    assertThat(desk.journal).hasSize(1);
    assertThat(desk.actions).contains(new Action.Hold(Desk.JOB, false));
    assertThat(desk.job.hasMessages()).isFalse();

    desk.held();
    assertThat(desk.job.receiveMessage()).isEqualTo(new PartitionReport.Held(0));

    desk.work(TWO, 2, false);
    assertThat(desk.actions.getFirst()).isEqualTo(new Action.Release(Desk.JOB));
    assertThat(desk.open()).hasSize(2);
  }

  @Test
  void aHoldIsAskedAnewEachTimeForAnotherPartitionMayHaveReleasedTheJobSince() {
    var desk = new Desk().lines(2).work(TWO, 2, true).held();
    desk.job.getAllReceived();

    desk.work(TWO, 2, true);

    assertThat(desk.actions).contains(new Action.Hold(Desk.JOB, false));
    assertThat(desk.job.hasMessages()).isFalse();
    desk.held();
    assertThat(desk.job.receiveMessage()).isEqualTo(new PartitionReport.Held(0));
  }

  @Test
  void aPartitionThatIsLetGoStaysForTheCallsInFlight() {
    var desk = new Desk().lines(1).work(TWO);
    desk.outcomes(desk.answered(0, "/0", "A"));

    desk.tell(new PartitionCommand.Release());
    assertThat(desk.acted(Action.Leave.class)).isEmpty();
    desk.outcomes(desk.answered(0, "/1", "B"));

    desk.assertEnded("0 succeeded");
    desk.tell(new PartitionCommand.Release());
    assertThat(desk.acted(Action.Leave.class)).hasSize(1);
  }

  @Test
  void whatIsInFlightWhenHeldIsStored() {
    var desk = new Desk(Desk.JOB + "-0", Desk.settings(1, 1 << 20)).lines(2).work(TWO);
    desk.work(TWO, 2, true).held();

    desk.outcomes(desk.answered(0, "/0", "A"));
    desk.outcomes(desk.answered(0, "/1", "B"));

    desk.assertEnded("0 succeeded");
    assertThat(desk.open()).isEmpty();
    desk.work(TWO, 2, false);
    assertThat(desk.open()).containsExactly("1 /0 1: one 1");
  }

  @Test
  void aFailedWriteDuringAHoldLosesNoAnswerInFlight() {
    var desk = new Desk().lines(1).work(TWO);
    var inFlight = desk.answered(0, "/0", "A");
    desk.crash();

    desk.work(TWO, 1, true);
    assertThat(desk.actions.getFirst()).isEqualTo(new Action.Hold(Desk.JOB, false));
    desk.outcomes(inFlight);

    assertThat(desk.open()).contains("0 /1 1: two A");
  }

  @Test
  void anAnswerAfterAFailedWriteIsKeptThoughOnlyARunWasCancelledSince() {
    var desk = new Desk().lines(2).work(TWO);
    var inFlight = desk.answered(1, "/0", "B");
    desk.crash();

    desk.tell(new CancelRun(desk.assignment(TWO, 2), 0, false, desk.replies().getRef()));
    desk.outcomes(inFlight);
    assertThat(desk.acted(Action.Stored.class)).isEmpty(); // so the dispatcher says it again
    desk.work(TWO).outcomes(inFlight);

    assertThat(desk.open()).contains("1 /1 1: two B");
  }

  @Test
  void linesThatNeverBeganAreCancelledAtOnceAndBadOnesFail() {
    var desk =
        new Desk()
            .events(
                new LinesAccepted(
                    0, List.of(Desk.faulty(), Desk.line("{}"), Desk.line("{}")), Desk.NOW));

    cancel(desk, 3, false);

    desk.assertEnded("0 failed line_invalid", "1 cancelled", "2 cancelled");
  }

  @Test
  void cancelEndsWhatHasNoCallInFlightAndTheRestWithItsCall() {
    var desk = new Desk().lines(4).work(TWO);
    desk.outcomes(desk.answered(3, "/0", "D"));

    cancel(desk, 4, false);
    assertThat(desk.actions).contains(new Action.Hold(Desk.JOB, false));
    desk.assertEnded();
    desk.held();
    assertThat(desk.job.receiveMessage()).isEqualTo(new PartitionReport.Cancelling(0));
    desk.recalled(1, 3);
    desk.assertEnded("0 cancelled", "2 cancelled");

    desk.outcomes(desk.answered(1, "/0", "B"), desk.answered(3, "/1", "DD"));
    desk.assertEnded("0 cancelled", "2 cancelled", "3 succeeded", "1 cancelled");
    assertThat(desk.open()).isEmpty();
    assertThat(desk.progress().cancelled()).isEqualTo(3);
  }

  @Test
  void aCancelledRunEndsThoughItsWorkerGaveTheQuestionBackUnanswered() {
    var desk = new Desk().lines(2).work(TWO);
    cancel(desk, 2, false).held().recalled(0, 1);
    desk.assertEnded();

    cancel(desk, 2, false).recalled(1);
    desk.assertEnded("0 cancelled");
    cancel(desk, 2, false).recalled();
    desk.assertEnded("0 cancelled", "1 cancelled");

    cancel(desk, 2, false);
    assertThat(desk.acted(Action.Recall.class)).isEmpty();
  }

  @Test
  void anAnswerThatComesBeforeTheDispatcherHasSaidWhatIsCallingIsKept() {
    var desk = new Desk().lines(2).work(TWO);
    cancel(desk, 2, false).held();
    var recall = desk.acted(Action.Recall.class).getFirst();
    assertThat(recall.steps()).hasSize(2);

    desk.outcomes(desk.answered(0, "/0", "A"));
    desk.assertEnded();
    desk.actions.add(recall);
    desk.recalled();

    desk.assertEnded("0 cancelled", "1 cancelled");
    assertThat(desk.progress().usage().inputTokens()).isEqualTo(10);
  }

  @Test
  void anAbortedCallEndsItsRunAsCancelled() {
    var desk = new Desk().lines(2).work(TWO);
    cancel(desk, 2, true);
    assertThat(desk.actions).contains(new Action.Hold(Desk.JOB, true));
    desk.held().recalled(0, 1);

    desk.outcomes(desk.failed(0, "/0", FailureClass.CANCELLED), desk.answered(1, "/0", "late"));

    desk.assertEnded("0 cancelled", "1 cancelled");
  }

  @Test
  void cancelIsRepeatedUntilItIsConfirmedAndAnAbortSharpensADrain() {
    var desk = new Desk().lines(1).work(TWO);
    cancel(desk, 1, false);
    cancel(desk, 1, false);
    assertThat(desk.actions).contains(new Action.Hold(Desk.JOB, false));
    desk.held().recalled(0);
    desk.job.getAllReceived();

    cancel(desk, 1, false);
    assertThat(desk.job.receiveMessage()).isEqualTo(new PartitionReport.Cancelling(0));
    cancel(desk, 1, true);
    assertThat(desk.actions).contains(new Action.Hold(Desk.JOB, true));
  }

  @Test
  void aPartitionThatWasLostCancelsWhatItsProcessNoLongerCalls() {
    var desk = new Desk().lines(2).work(TWO);
    desk.outcomes(desk.answered(0, "/0", "A"));
    desk.crash();

    cancel(desk, 2, false).held().recalled();

    assertThat(desk.ends()).containsExactlyInAnyOrder("0 cancelled", "1 cancelled");
    assertThat(desk.open()).isEmpty();
  }

  @Test
  void oneRunIsCancelledForGoodAndItsPlaceIsTaken() {
    var desk = new Desk(Desk.JOB + "-0", Desk.settings(1, 1 << 20)).lines(2).work(TWO);
    var late = desk.answered(0, "/0", "A");

    desk.tell(new CancelRun(desk.assignment(TWO, 2), 0, true, desk.replies().getRef()));
    assertThat(desk.reply()).isZero();
    assertThat(desk.open()).containsExactly("1 /0 1: one 1");
    int events = desk.journal.size();

    desk.outcomes(late);
    desk.tell(new CancelRun(null, 0, true, desk.replies().getRef()));
    assertThat(desk.reply()).isZero();
    assertThat(desk.journal).hasSize(events);
    desk.assertEnded("0 cancelled");

    desk.outcomes(desk.answered(1, "/0", "B"));
    desk.outcomes(desk.answered(1, "/1", "BB"));
    desk.tell(new CancelRun(null, 1, true, desk.replies().getRef()));
    assertThat(desk.refusal()).isEqualTo("WRONG_STATE");
    desk.tell(new CancelRun(null, 2, true, desk.replies().getRef()));
    assertThat(desk.refusal()).isEqualTo("NOT_FOUND");
  }

  private static Desk oneOfEach() {
    var desk = new Desk().lines(3).work(TWO);
    desk.outcomes(
        desk.answered(0, "/0", "A"), desk.answered(1, "/0", "B"), desk.answered(2, "/0", "C"));
    desk.outcomes(
        desk.answered(0, "/1", "AA"),
        desk.failed(1, "/1", FailureClass.OVERLOADED),
        desk.failed(2, "/1", FailureClass.REFUSED));
    return desk;
  }

  @Test
  void failedRunsAreTakenUpWhereTheyFailedUnderANewTake() {
    var desk = oneOfEach();

    desk.tell(retake(desk, failed()));
    assertThat(desk.reply()).isEqualTo(2);
    assertThat(desk.progress().failed()).isZero();
    desk.work(TWO);

    assertThat(desk.open()).containsExactly("1 /1 2: two B", "2 /1 2: two C");
    assertThat(desk.request(1, "/1").key().take()).isEqualTo(2);
    assertThat(desk.request(1, "/1").mayBeRepeat()).isFalse();
    desk.outcomes(desk.answered(1, "/1", "BB"), desk.answered(2, "/1", "CC"));
    assertThat(desk.ends()).endsWith("1 succeeded", "2 succeeded");
    assertThat(desk.progress().rows()).isEqualTo(5);
    assertThat(desk.progress().succeeded()).isEqualTo(3);
  }

  @Test
  void onlyTheWantedClassesOrRunsAreTakenUp() {
    var desk = oneOfEach();

    desk.tell(retake(desk, failed("overloaded")));
    assertThat(desk.reply()).isEqualTo(1);
    desk.tell(retake(desk, new Retaking(Set.of(0), Set.of(), true, null, false)));
    assertThat(desk.reply()).isZero();
    desk.tell(retake(desk, new Retaking(Set.of(2), Set.of(), true, null, false)));
    assertThat(desk.reply()).isEqualTo(1);
    desk.work(TWO);

    assertThat(desk.open()).containsExactly("1 /1 2: two B", "2 /0 2: one 2");
  }

  @Test
  void aRunThatNeverMetTheStepIsNotTakenUpFromIt() {
    var desk = new Desk().lines(2).work(TWO);
    desk.outcomes(desk.answered(0, "/0", "A"), desk.failed(1, "/0", FailureClass.TIMEOUT));
    desk.outcomes(desk.failed(0, "/1", FailureClass.TIMEOUT));

    desk.tell(retake(desk, new Retaking(null, Set.of(), false, "b", false)));

    assertThat(desk.reply()).isEqualTo(1);
    desk.work(TWO);
    assertThat(desk.open()).containsExactly("0 /1 2: two A");
  }

  @Test
  void cancelledRunsAreTakenUpOnlyWhenAskedFor() {
    var desk = new Desk().lines(2).work(TWO);
    desk.outcomes(desk.answered(0, "/0", "A"));
    cancel(desk, 2, false).held().recalled();

    desk.tell(retake(desk, failed()));
    assertThat(desk.reply()).isZero();
    desk.tell(retake(desk, new Retaking(null, Set.of(), false, null, true)));
    assertThat(desk.reply()).isEqualTo(2);
    desk.work(TWO);

    assertThat(desk.actions).contains(new Action.Release(Desk.JOB));
    assertThat(desk.open()).containsExactly("0 /1 2: two A", "1 /0 2: one 1");
  }

  @Test
  void aBadLineIsNeverTakenUp() {
    var desk = new Desk().events(new LinesAccepted(0, List.of(Desk.faulty()), Desk.NOW)).work(TWO);

    desk.tell(retake(desk, new Retaking(null, Set.of(), true, null, true)));

    assertThat(desk.reply()).isZero();
  }
}
