package dev.windlass.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.cache.CacheAnswers;
import dev.windlass.engine.cache.CacheAnswers.Known;
import dev.windlass.engine.cache.CacheCommand.Question;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.Dispatching.StepWait;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.protocol.WaitReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Questions for which another's answer will do. */
class SharingTest {
  private static final String CACHED =
      """
      cache: true
      steps:
        - ask: "{x}?"
          as: a
          answer: number
      """;

  private final Desk desk = new Desk().lines("{\"x\":1}", "{\"x\":1}").work(CACHED);

  private static StepKey key(int run) {
    return new StepKey(Desk.JOB + "-0", run, 1, "/0", 1);
  }

  private List<Question> asked() {
    return desk.acted(Action.AskCache.class).stream()
        .flatMap(action -> action.questions().stream())
        .toList();
  }

  private List<Action.TellCache> told() {
    return desk.acted(Action.TellCache.class);
  }

  private Desk go(int... runs) {
    var keys = java.util.Arrays.stream(runs).mapToObj(SharingTest::key).toList();
    return desk.tell(new Partition.FromCache(new CacheAnswers(List.of(), keys)));
  }

  private Desk known(int run, String text) {
    return desk.tell(
        new Partition.FromCache(
            new CacheAnswers(List.of(new Known(key(run), text, "openai/small")), List.of())));
  }

  @Test
  void whatWaitsForAnothersAnswerSaysSo() {
    go(0);

    var later = Desk.NOW.plusSeconds(3);
    assertThat(desk.partition.waits(List.of(key(0), key(1)), later))
        .containsExactly(new StepWait(key(1), WaitReason.IDENTICAL, null, 3_000, -1));
    assertThat(desk.partition.progress(1, Standing.NONE).standing().waiting())
        .isEqualTo(Map.of(WaitReason.IDENTICAL, 1L));
  }

  @Test
  void theCacheIsAskedBeforeAnythingIsOffered() {
    assertThat(asked()).extracting(Question::step).containsExactly(key(0), key(1));
    assertThat(asked())
        .extracting(Question::call)
        .hasSize(2)
        .containsOnly(asked().getFirst().call());
    assertThat(asked()).extracting(Question::again).containsOnly(false);
    assertThat(desk.open()).isEmpty();
  }

  @Test
  void afterACrashTheCacheIsToldThatSomebodyMayBeAskingAlready() {
    go(0);
    desk.crash().work(CACHED);
    assertThat(asked()).extracting(Question::step).containsExactly(key(0), key(1));
    assertThat(asked()).extracting(Question::again).containsOnly(true);
  }

  @Test
  void whoIsSentToAskIsOfferedAndTheCacheLearnsTheAnswer() {
    go(0);
    assertThat(desk.open()).containsExactly("0 /0 1: 1?");

    desk.outcomes(desk.answered(0, "/0", "42"));
    assertThat(told()).hasSize(1);
    assertThat(told().getFirst().learnt()).extracting("text").containsExactly("42");

    known(1, "42");
    desk.assertEnded("0 succeeded", "1 succeeded");
    var steps =
        desk.journal.stream()
            .flatMap(
                event -> event instanceof OutcomesRecorded r ? r.steps().stream() : Stream.of())
            .toList();
    assertThat(steps).extracting(StepRecord::cached).containsExactly(false, true);
    assertThat(steps.getLast().usage()).isEqualTo(Usage.NONE);
    assertThat(desk.crash().work(CACHED).open()).as("what is left after a crash").isEmpty();
    assertThat(asked()).isEmpty();
  }

  @Test
  void aFailureAndAnAnswerThatDoesNotFitLetAnotherAsk() {
    go(0, 1);
    desk.outcomes(desk.failed(0, "/0", FailureClass.REFUSED));
    assertThat(told().getFirst().released()).extracting(Question::step).containsExactly(key(0));

    desk.outcomes(desk.answered(1, "/0", "no number"));
    assertThat(told().getFirst().learnt()).isEmpty();
    assertThat(told().getFirst().released()).extracting(Question::step).containsExactly(key(1));
    assertThat(asked()).as("the repair is another call").hasSize(1);
  }

  @Test
  void aPauseLetsOthersAskAndTheQuestionComesBackWithTheJob() {
    go(0);
    desk.work(CACHED, 2, true);
    desk.held();
    assertThat(told().getFirst().released()).extracting(Question::step).containsExactly(key(1));
    desk.recalled();
    assertThat(told().getFirst().released()).extracting(Question::step).containsExactly(key(0));

    desk.work(CACHED, 2, false);
    assertThat(asked()).extracting(Question::step).containsExactly(key(0), key(1));
  }

  @Test
  void whatIsAtAWorkerInAPauseIsStillAskedForAll() {
    go(0);
    desk.work(CACHED, 2, true);
    desk.held();
    desk.recalled(0);
    assertThat(told().stream().flatMap(each -> each.released().stream())).isEmpty();

    desk.outcomes(desk.answered(0, "/0", "42"));
    assertThat(told().getFirst().learnt()).hasSize(1);
  }

  @Test
  void aRunThatIsCancelledIsReleased() {
    desk.tell(new PartitionCommand.CancelRun(null, 0, false, desk.replies().getRef()));
    assertThat(told().getFirst().released()).extracting(Question::step).containsExactly(key(0));
    known(0, "42");
    desk.assertEnded("0 cancelled");
  }

  @Test
  void whatWaitsIsSaidAgain() {
    go(1);
    desk.tell(new Partition.AskCacheAgain());
    assertThat(asked()).extracting(Question::step).containsExactly(key(0), key(1));
    assertThat(asked()).extracting(Question::asking).containsExactly(false, true);
    assertThat(asked()).extracting(Question::again).containsExactly(true, false);
  }
}
