package dev.windlass.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windlass.engine.partition.PartitionCommand.Accept;
import dev.windlass.engine.partition.PartitionCommand.Assignment;
import dev.windlass.engine.partition.PartitionCommand.AwaitEnd;
import dev.windlass.engine.partition.PartitionCommand.Work;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Usage;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class PartitionTest {
  static final String TWO =
      "{inputs: [x], steps: [{ask: 'one {x}', as: a}, {ask: 'two {a}', as: b}]}";

  @Test
  void theFirstQuestionOfEveryLineIsOfferedWithWhoseItIs() {
    var desk = new Desk().lines(2).work(TWO);

    assertThat(desk.open()).containsExactly("0 /0 1: one 0", "1 /0 1: one 1");
    var request = desk.request(1, "/0");
    assertThat(request.key()).isEqualTo(new StepKey(Desk.JOB + "-0", 1, 1, "/0", 1));
    assertThat(request.runId()).isEqualTo(Desk.IDS.runOf(Desk.JOB, 1002));
    assertThat(request.job()).isEqualTo(Desk.JOB);
    assertThat(request.tenant()).isEqualTo("acme");
    assertThat(request.priority()).isEqualTo(3);
    assertThat(request.mayBeRepeat()).isFalse();
    assertThat(desk.acted(Action.Offer.class).getFirst().terms()).isEqualTo(Desk.TERMS);
  }

  @Test
  void thatWorkBeginsIsDurableBeforeTheFirstQuestion() {
    var desk = new Desk().lines(1).work(TWO);

    assertThat(desk.journal.getLast())
        .isEqualTo(new OutcomesRecorded(List.of(), List.of(), Desk.NOW));
    int events = desk.journal.size();
    desk.work(TWO);
    assertThat(desk.journal).hasSize(events);
    assertThat(desk.acted(Action.Offer.class)).isEmpty();
  }

  @Test
  void otherTermsOfTheJobArePassedOnForWhatIsQueued() {
    var desk = new Desk().lines(2).work(TWO);
    desk.tell(new Work(desk.assignment(TWO, 2), false, 0, desk.job.getRef()));
    assertThat(desk.acted(Action.SetTerms.class)).isEmpty();

    var was = desk.assignment(TWO, 2);
    var other = new Terms(9, 4, 7, 12);
    desk.tell(
        new Work(
            new Assignment(
                was.job(),
                was.partition(),
                was.tenant(),
                was.chainReference(),
                was.chain(),
                other,
                was.firstLine(),
                was.lines()),
            false,
            0,
            desk.job.getRef()));

    assertThat(desk.acted(Action.SetTerms.class))
        .containsExactly(new Action.SetTerms(was.job(), other));
  }

  @Test
  void aBatchOfOutcomesIsOneEventThenStoredThenOneOffer() {
    var desk = new Desk().lines(3).work(TWO);
    int events = desk.journal.size();

    desk.outcomes(
        desk.answered(2, "/0", "C"), desk.answered(0, "/0", "A"), desk.answered(1, "/0", "B"));

    assertThat(desk.journal).hasSize(events + 1);
    assertThat(desk.actions.get(0)).isEqualTo(new Action.Stored(1));
    assertThat(desk.actions.get(1)).isInstanceOf(Action.Offer.class);
    assertThat(desk.acted(Action.Offer.class)).hasSize(1);
    assertThat(desk.open()).containsExactly("2 /1 1: two C", "0 /1 1: two A", "1 /1 1: two B");
    desk.outcomes(desk.answered(1, "/1", "BB"), desk.failed(2, "/1", FailureClass.REFUSED));
    desk.assertEnded("1 succeeded", "2 failed refused");
    assertThat(((OutcomesRecorded) desk.journal.getLast()).steps())
        .extracting(StepRecord::run, StepRecord::text)
        .containsExactly(tuple(1, "BB"), tuple(2, null));
  }

  @Test
  void duplicatesAndLateOutcomesChangeNothingButAreNoLongerKeptForUs() {
    var desk = new Desk().lines(1).work(TWO);
    var first = desk.answered(0, "/0", "A");
    desk.outcomes(first, first);
    int events = desk.journal.size();

    desk.outcomes(first);
    assertThat(desk.acted(Action.Stored.class)).containsExactly(new Action.Stored(2));
    desk.outcomes(Desk.answered(new StepKey(Desk.JOB + "-0", 0, 2, "/1", 1), "of a later take"));
    desk.outcomes(Desk.answered(new StepKey(Desk.JOB + "-0", 9, 1, "/0", 1), "of no run"));

    assertThat(desk.journal).hasSize(events);
    assertThat(desk.open()).containsExactly("0 /1 1: two A");
    assertThat(desk.progress().usage()).isEqualTo(new Usage(10, 2, 100));
  }

  @Test
  void outcomesThatComeBeforeWeKnowOurWorkAreSentAgain() {
    var desk = new Desk().lines(1).work(TWO);
    var first = desk.answered(0, "/0", "A");
    desk.crash();

    desk.outcomes(first);
    assertThat(desk.actions).isEmpty();

    desk.work(TWO);
    desk.outcomes(first);
    assertThat(desk.open()).containsExactly("0 /1 1: two A");
  }

  @Test
  void linesThatCanNeverRunEndAtOnceInTheFirstEvent() {
    var desk =
        new Desk()
            .events(
                new LinesAccepted(
                    0, List.of(Desk.faulty(), Desk.line("{\"x\":1}"), Desk.faulty()), Desk.NOW));

    desk.work(TWO);

    assertThat(desk.journal).hasSize(2);
    desk.assertEnded("0 failed line_invalid", "2 failed line_invalid");
    assertThat(desk.open()).containsExactly("1 /0 1: one 1");
    assertThat(desk.progress().failed()).isEqualTo(2);
  }

  @Test
  void aLineThatTheChainCannotTakeEndsWithoutAQuestion() {
    var desk = new Desk().lines("{\"y\":1}").work(TWO);

    desk.assertEnded("0 failed line_invalid");
    assertThat(desk.open()).isEmpty();
  }

  @Test
  void linesThatAreNotAcknowledgedDoNotRunUntilTheyAre() {
    var desk = new Desk().lines(3).work(TWO, 2, false);
    assertThat(desk.open()).hasSize(2);
    assertThat(desk.progress().lines()).isEqualTo(2);

    desk.work(TWO, 3, false);

    assertThat(desk.open()).hasSize(3);
  }

  @Test
  void onlySoManyRunsAreUnderWayAndEndedOnesMakeRoom() {
    var desk = new Desk(Desk.JOB + "-0", Desk.settings(2, 1 << 20)).lines(4).work(TWO);
    assertThat(desk.open()).containsExactly("0 /0 1: one 0", "1 /0 1: one 1");

    desk.outcomes(desk.answered(0, "/0", "A"));
    assertThat(desk.open()).containsExactly("1 /0 1: one 1", "0 /1 1: two A");
    desk.outcomes(desk.answered(0, "/1", "AA"));

    assertThat(desk.open()).containsExactly("1 /0 1: one 1", "2 /0 1: one 2");
  }

  @Test
  void longPromptsNarrowTheWindow() {
    var chain = "{inputs: [x], steps: [{ask: '" + "long ".repeat(100) + "{x}'}]}";

    var desk = new Desk(Desk.JOB + "-0", Desk.settings(100, 2_000)).lines(50);
    desk.work(chain);
    desk.outcomes(desk.answered(0, "/0", "A"));

    assertThat(desk.open().size()).isLessThan(60);
    for (int run = 1; run < 48; run++) {
      desk.outcomes(desk.answered(run, "/0", "A"));
    }
    assertThat(desk.open()).hasSize(2);
  }

  @Test
  void answersTooLongForOneEventBecomeSeveralOfOneWrite() {
    var desk = new Desk().lines(3).work(TWO);
    int events = desk.journal.size();
    var long60 = "x".repeat(60);

    desk.outcomes(
        desk.answered(0, "/0", long60),
        desk.answered(1, "/0", long60),
        desk.answered(2, "/0", long60));

    assertThat(desk.journal).hasSize(events + 3);
    assertThat(desk.open()).hasSize(3);
  }

  @Test
  void aQuestionThatIsNotWantedAnyMoreIsWithdrawn() {
    var chain = "{inputs: [x], steps: [{parallel: {a: [{ask: a}], b: [{ask: b}]}}]}";
    var desk = new Desk().lines(1).work(chain);
    assertThat(desk.open()).hasSize(2);

    desk.outcomes(desk.failed(0, "/0/parallel/a/0", FailureClass.REFUSED));

    assertThat(desk.open()).isEmpty();
    assertThat(desk.acted(Action.Withdraw.class)).hasSize(1);
    desk.assertEnded("0 failed refused");
  }

  @Test
  void progressCountsWhatIsDurable() {
    var desk = new Desk().lines(3).work(TWO);
    desk.outcomes(desk.answered(0, "/0", "A"), desk.failed(1, "/0", FailureClass.TIMEOUT));
    desk.outcomes(desk.answered(0, "/1", "AA"));

    var progress = desk.progress();

    assertThat(progress.rows()).isEqualTo(2);
    assertThat(progress.lines()).isEqualTo(3);
    assertThat(progress.succeeded()).isEqualTo(1);
    assertThat(progress.failed()).isEqualTo(1);
    assertThat(progress.usage()).isEqualTo(new Usage(20, 4, 200));
    assertThat(desk.acted(Action.Report.class)).containsExactly(new Action.Report(false));
    desk.outcomes(desk.failed(2, "/0", FailureClass.TIMEOUT));
    assertThat(desk.acted(Action.Report.class)).containsExactly(new Action.Report(true));
  }

  @Test
  void whoAwaitsAnEndIsToldOnceItIsDurable() {
    var desk = new Desk().lines(2).work(TWO);
    var waiter = TestInbox.<PartitionCommand.Ended>create();
    desk.tell(new AwaitEnd(0, waiter.getRef()));
    desk.tell(new AwaitEnd(0, waiter.getRef())); // as a watcher says again every few seconds
    desk.tell(new AwaitEnd(7, waiter.getRef()));
    desk.outcomes(desk.answered(0, "/0", "A"));
    assertThat(waiter.hasMessages()).isFalse();

    desk.outcomes(desk.answered(0, "/1", "B"));
    assertThat(waiter.receiveMessage()).isEqualTo(new PartitionCommand.Ended(0));
    assertThat(waiter.hasMessages()).isFalse();

    desk.tell(new AwaitEnd(0, waiter.getRef()));
    assertThat(waiter.receiveMessage()).isEqualTo(new PartitionCommand.Ended(0));
    assertThat(waiter.hasMessages()).isFalse();
  }

  @Test
  void linesAreAcceptedInOrderAndAcknowledgedOnesStay() {
    var desk = new Desk();
    var replies = desk.replies().getRef();
    var two = List.of(Desk.line("{\"x\":1}"), Desk.line("{\"x\":2}"));

    desk.tell(new Accept(1, 0, two, replies));
    assertThat(desk.reply()).isEqualTo(2);
    desk.tell(new Accept(1, 3, two, replies));
    assertThat(desk.refusal()).isEqualTo("OFFSET_GAP");
    desk.tell(new Accept(2, 1, two, replies));
    assertThat(desk.reply()).isEqualTo(3);
    desk.tell(new Accept(1, 3, two, replies));
    assertThat(desk.refusal()).isEqualTo("WRONG_STATE");

    desk.work(TWO, 2, false);
    desk.tell(new Accept(2, 1, two, replies));
    assertThat(desk.refusal()).isEqualTo("WRONG_STATE");
    desk.tell(new Accept(3, 2, List.of(Desk.line("{\"x\":9}")), replies));
    assertThat(desk.reply()).isEqualTo(3);
    desk.work(TWO, 3, false);
    assertThat(desk.open()).containsExactly("0 /0 1: one 1", "1 /0 1: one 1", "2 /0 1: one 9");
  }

  @Test
  void linesThatHaveRunStayEvenWhenNobodyHasSaidThatTheyAreAcknowledged() {
    var desk = new Desk().lines(2).work(TWO);
    desk.outcomes(desk.answered(1, "/0", "A"));
    desk.crash();

    desk.tell(new Accept(9, 1, List.of(Desk.line("{}")), desk.replies().getRef()));

    assertThat(desk.refusal()).isEqualTo("WRONG_STATE");
  }

  @Test
  void aFoldGoesOnAfterACrashAtTheDocumentItHadReached() {
    var refine =
        """
        inputs: [documents]
        steps:
          - fold: "{documents}"
            name: doc
            carry: sum
            do: [{ask: "{sum}+{doc}"}]
            as: sum
        output: sum
        """;
    var desk = new Desk().lines("{\"documents\":[\"a\",\"b\",\"c\",\"d\"]}").work(refine);
    for (var round : List.of("1", "2")) {
      desk.outcomes(Desk.answered(desk.offered.keySet().iterator().next(), round));
    }

    desk.crash().work(refine);

    assertThat(desk.offered.keySet()).extracting(StepKey::path).containsExactly("/0/fold/2/0");
    assertThat(desk.offered.values())
        .extracting(step -> step.call().messages().getLast().content().asText())
        .containsExactly("2+c");
  }
}
