package dev.windlass.workers.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Finished;
import dev.windlass.engine.protocol.Dispatching.FromPools;
import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.Usage;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** Answers that have been paid for, on their way to a dispatcher that may lose them. */
class OutboxTest {
  private static final long SECOND = 1_000_000_000L;

  private final TestInbox<FromPools> dispatcher = TestInbox.create();
  private final TestInbox<FromPools> another = TestInbox.create();
  private final Side side = side(dispatcher);
  private final KeptAnswers room = new KeptAnswers(20);
  private final Outbox outbox = new Outbox(100, 1 << 20, at -> true, room);

  @Test
  void whatIsNotConfirmedIsSaidAgainAndWhatIsConfirmedIsNot() {
    outbox.ended(side, answer(1));
    outbox.ended(side, answer(2));
    outbox.flush();
    assertThat(told()).containsExactly(1, 2);
    outbox.durable(side, List.of(key(1)));

    outbox.look(0);
    outbox.look(9 * SECOND);
    assertThat(dispatcher.hasMessages()).isFalse();
    outbox.look(10 * SECOND);
    assertThat(told()).containsExactly(2);
    assertThat(outbox.isDone()).isFalse();

    outbox.durable(side, List.of(key(2)));
    outbox.look(60 * SECOND);
    assertThat(dispatcher.hasMessages()).isFalse();
    assertThat(outbox.isDone()).isTrue();
  }

  @Test
  void anAnswerThatAnotherDispatcherLooksForIsThereForItAndIsToldTheFirstNoMore() {
    outbox.ended(side, answer(1));
    outbox.ended(side, answer(2));
    outbox.flush();
    told();

    assertThat(outbox.release(Set.of(key(1), key(3)), side(another))).containsExactly(key(1));
    assertThat(outbox.release(Set.of(key(2)), side)).as("its own").isEmpty();

    outbox.look(0);
    outbox.look(10 * SECOND);
    assertThat(told()).containsExactly(2);
    assertThat(outbox.claim(key(1))).isEqualTo(answer(1));
  }

  @Test
  void answersOfADispatcherThatIsGoneAreThereForTheNextOne() {
    outbox.ended(side, answer(1));
    outbox.ended(side, answer(2));
    outbox.flush();
    outbox.durable(side, List.of(key(1)));
    outbox.ended(side, answer(3));

    assertThat(outbox.gone(side)).containsExactly(key(2), key(3));
    outbox.ended(side, answer(4));

    assertThat(outbox.claim(key(1))).isNull();
    assertThat(outbox.claim(key(2))).isEqualTo(answer(2));
    assertThat(outbox.claim(key(2))).as("once").isNull();
    assertThat(outbox.claim(key(4))).isEqualTo(answer(4));
    outbox.flush();
    assertThat(told()).as("nothing more is said to it").containsExactly(1, 2);
  }

  @Test
  void anAnswerThatNobodyAsksForIsForgottenAfterTenMinutes() {
    outbox.gone(side);
    outbox.ended(side, answer(1));
    outbox.look(0);
    outbox.look(599 * SECOND);
    outbox.ended(side, answer(2));
    outbox.look(600 * SECOND);

    assertThat(outbox.claim(key(1))).isNull();
    assertThat(outbox.claim(key(2))).isEqualTo(answer(2));
  }

  @Test
  void keptAnswersTakeRoomUntilTheyAreStoredOrTheirDispatcherIsGone() {
    outbox.ended(side, answer(1)); // eight characters each
    outbox.ended(side, answer(2));
    outbox.flush();
    assertThat(room.isFull()).isFalse();
    outbox.ended(side, answer(3));
    outbox.flush();
    assertThat(room.chars()).isEqualTo(24);
    assertThat(room.isFull()).isTrue();

    outbox.durable(side, List.of(key(1), key(1)));
    assertThat(room.isFull()).isFalse();

    outbox.gone(side);
    assertThat(room.chars()).as("orphans have a bound of their own").isZero();
  }

  @Test
  void whereNothingIsKeptNothingIsWaitedFor() {
    var near = new Outbox(100, 1 << 20, at -> false, room);
    near.ended(side(another), answer(1));
    near.flush();
    assertThat(near.isDone()).isTrue();
    assertThat(near.gone(side(another))).isEmpty();
  }

  @Test
  void longAnswersTravelInSeveralMessagesAndALongerOneAlone() {
    var short1 = text(1, 100_000);
    var long1 = text(2, 10 << 20);
    var short2 = text(3, 100_000);
    var short3 = text(4, 100_000);
    for (var each : List.of(short1, long1, short2, short3)) {
      outbox.ended(side, each);
    }
    outbox.flush();

    var messages = List.of(List.of(short1), List.of(long1), List.of(short2, short3));
    assertThat(batches()).isEqualTo(messages);
    outbox.look(0);
    outbox.look(10 * SECOND);
    assertThat(batches()).as("said again").isEqualTo(messages);
  }

  private List<List<StepOutcome>> batches() {
    return dispatcher.getAllReceived().stream()
        .map(message -> ((Finished) message).outcomes())
        .toList();
  }

  private static StepOutcome text(int number, int chars) {
    return new StepOutcome.Answered(
        key(number), "x".repeat(chars), Usage.NONE, "stop", "p/m", List.of());
  }

  private List<Integer> told() {
    return dispatcher.getAllReceived().stream()
        .flatMap(message -> ((Finished) message).outcomes().stream())
        .map(outcome -> outcome.key().run())
        .toList();
  }

  private static StepOutcome answer(int number) {
    return new StepOutcome.Answered(
        key(number), "answer " + number, Usage.NONE, "stop", "p/m", List.of());
  }

  private static StepKey key(int number) {
    return new StepKey("p", number, 1, "/0", 1);
  }

  private static Side side(TestInbox<FromPools> dispatcher) {
    return new Side(dispatcher.getRef(), TestInbox.<Dispatching.ToPools>create().getRef(), 0);
  }
}
