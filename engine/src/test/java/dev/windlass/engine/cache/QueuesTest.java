package dev.windlass.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.cache.CacheCommand.Question;
import dev.windlass.engine.protocol.StepKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QueuesTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_900_000_000_000L);
  private static final Duration LOST = Duration.ofSeconds(10);

  private static final Duration LEARNING = Duration.ofSeconds(3);

  private final Queues<String> queues = new Queues<>(LEARNING);

  private static StepKey step(int run) {
    return new StepKey("job-0", run, 1, "/0", 1);
  }

  private static Question wants(int run, boolean asking) {
    return new Question(step(run), "call", asking);
  }

  private boolean asks(int run) {
    return queues.ask(wants(run, false), "p" + run, NOW);
  }

  @Test
  void theFirstAsksAndTheOthersWait() {
    assertThat(asks(1)).isTrue();
    assertThat(asks(2)).isFalse();
    assertThat(asks(3)).isFalse();
    assertThat(asks(1)).as("told again, for the word may have been lost").isTrue();

    assertThat(queues.answered("call"))
        .containsExactly(new Queues.Waiter<>(step(2), "p2"), new Queues.Waiter<>(step(3), "p3"));
    assertThat(queues.isEmpty()).isTrue();
  }

  @Test
  void whenTheFirstGivesUpTheNextAsks() {
    asks(1);
    asks(2);
    asks(3);

    assertThat(queues.released(wants(2, false), NOW)).as("it only waited").isNull();
    assertThat(queues.released(wants(1, true), NOW)).isEqualTo(new Queues.Waiter<>(step(3), "p3"));
    assertThat(queues.released(wants(3, true), NOW)).isNull();
    assertThat(queues.isEmpty()).isTrue();
  }

  @Test
  void whoIsSilentForTooLongIsForgotten() {
    asks(1);
    asks(2);
    asks(3);
    var later = NOW.plus(LOST).plusMillis(1);
    queues.ask(wants(3, false), "p3", later);

    assertThat(queues.forgetSilent(LOST, later))
        .as("the second is as silent as the first")
        .containsExactly(new Queues.Waiter<>(step(3), "p3"));
    assertThat(queues.forgetSilent(LOST, later)).isEmpty();
  }

  @Test
  void aBucketThatMovedLearnsFromTheAskerThatItAsks() {
    assertThat(queues.ask(wants(1, true), "p1", NOW)).isTrue();
    assertThat(asks(2)).isFalse();
  }

  private static Question wantsAgain(int run) {
    return new Question(step(run), "call", false, true);
  }

  @Test
  void aBucketThatMovedWaitsForWhoeverAsksAlready() {
    assertThat(queues.ask(wantsAgain(2), "p2", NOW)).isFalse();
    assertThat(asks(3)).as("new, but somebody was here before").isFalse();
    assertThat(queues.forgetSilent(LOST, NOW)).isEmpty();
    assertThat(queues.ask(wants(1, true), "p1", NOW.plusSeconds(2))).isTrue();

    assertThat(queues.forgetSilent(LOST, NOW.plus(LEARNING))).isEmpty();
    assertThat(queues.answered("call"))
        .extracting(Queues.Waiter::replyTo)
        .containsExactly("p2", "p3");
  }

  @Test
  void whereNobodySaysThatItAsksTheNextOneDoes() {
    queues.ask(wantsAgain(2), "p2", NOW);
    queues.ask(wantsAgain(3), "p3", NOW);

    assertThat(queues.forgetSilent(LOST, NOW.plus(LEARNING)))
        .containsExactly(new Queues.Waiter<>(step(2), "p2"));
    assertThat(queues.ask(wantsAgain(3), "p3", NOW.plus(LEARNING))).isFalse();
  }

  @Test
  void aBucketThatKnowsAllHasNobodyWait() {
    queues.ask(new Question(step(1), "another call", false), "p1", NOW);

    assertThat(queues.ask(wantsAgain(2), "p2", NOW.plus(LEARNING))).isTrue();
  }

  @Test
  void whoWaitedAndGivesUpIsForgotten() {
    queues.ask(wantsAgain(2), "p2", NOW);
    assertThat(queues.released(wants(2, false), NOW)).isNull();

    assertThat(queues.forgetSilent(LOST, NOW.plus(LEARNING))).isEmpty();
    assertThat(queues.isEmpty()).isTrue();
  }

  @Test
  void twoWhoAskAfterABucketMovedBothGoOn() {
    asks(2);
    assertThat(queues.ask(wants(1, true), "p1", NOW)).isFalse();
    assertThat(queues.answered("call")).as("it has its own answer to come").isEmpty();
  }
}
