package dev.windlass.engine.partition;

import static dev.windlass.engine.partition.PartitionTest.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.partition.PartitionCommand.CancelRun;
import dev.windlass.engine.partition.PartitionCommand.Submit;
import dev.windlass.engine.partition.PartitionCommand.Submitted;
import dev.windlass.engine.partition.PartitionEvent.ChainPinned;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.Opened;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoneRunsTest {
  private final String entity = Desk.IDS.lonePartitionOf("acme", "k");
  private final TestInbox<Reply<Submitted>> replies = TestInbox.create();
  private final Desk desk = new Desk(entity, Desk.SETTINGS);

  private Submit submit(String chain, int x, @Nullable String fingerprint) {
    return new Submit(
        "acme",
        Desk.line("{\"input\":{\"x\":" + x + "}}"),
        "test@1",
        Desk.source(chain),
        x,
        fingerprint,
        replies.getRef());
  }

  private String reply() {
    return switch (replies.receiveMessage()) {
      case Reply.Ok<Submitted>(var s) -> s.run() + (s.replayed() ? " replayed" : "");
      case Reply.Refused<Submitted>(var refusal) -> refusal.kind().name();
    };
  }

  @Test
  void runsThatCameTogetherAreOneWriteAndBeginAtOnce() {
    var other = "{inputs: [x], steps: [{ask: 'other {x}'}]}";

    desk.perform(
        desk.partition.submit(
            List.of(submit(TWO, 1, null), submit(other, 2, null), submit(TWO, 3, null)), Desk.NOW));

    assertThat(desk.journal)
        .extracting(event -> (Object) event.getClass())
        .containsExactly(Opened.class, ChainPinned.class, ChainPinned.class, LinesAccepted.class);
    assertThat(List.of(reply(), reply(), reply())).containsExactly("0", "1", "2");
    assertThat(desk.open()).containsExactly("0 /0 1: one 1", "1 /0 1: other 2", "2 /0 1: one 3");
    var request = desk.request(2, "/0");
    assertThat(request.job()).isNull();
    assertThat(request.runId()).isEqualTo(Desk.IDS.runIn(entity, 2));
    assertThat(request.priority()).isEqualTo(3);
    assertThat(request.tenant()).isEqualTo("acme");
  }

  @Test
  void anAnswerThatComesFirstAfterAFailedWriteIsKept() {
    desk.tell(submit(TWO, 1, null));
    var inFlight = desk.answered(0, "/0", "A");
    desk.crash();

    desk.outcomes(inFlight);

    assertThat(desk.open()).containsExactly("0 /1 1: two A");
  }

  @Test
  void aChainIsPinnedOnce() {
    desk.tell(submit(TWO, 1, null)).tell(submit(TWO, 2, null));

    assertThat(desk.journal.stream().filter(ChainPinned.class::isInstance)).hasSize(1);
  }

  @Test
  void aKeyMakesOneRunAndAnotherRequestUnderItIsRefused() {
    desk.tell(submit(TWO, 1, "f1")).tell(submit(TWO, 1, "f1")).tell(submit(TWO, 2, "f2"));

    assertThat(List.of(reply(), reply(), reply()))
        .containsExactly("0", "0 replayed", "IDEMPOTENCY_KEY_REUSED");
    desk.crash().tell(submit(TWO, 1, "f1"));
    assertThat(reply()).isEqualTo("0 replayed");
  }

  @Test
  void aFullPartitionRefuses() {
    for (int i = 0; i < 6; i++) {
      desk.tell(submit(TWO, i, null));
    }

    assertThat(List.of(reply(), reply(), reply(), reply(), reply(), reply()))
        .containsExactly("0", "1", "2", "3", "4", "WRONG_STATE");
  }

  @Test
  void afterARestartRunsGoOnWithoutAnyJob() {
    desk.tell(submit(TWO, 1, null));
    desk.outcomes(desk.answered(0, "/0", "A"));

    desk.crash().tell(new PartitionCommand.Wake());

    assertThat(desk.open()).containsExactly("0 /1 1: two A");
    assertThat(desk.request(0, "/1").mayBeRepeat()).isTrue();
  }

  @Test
  void anAbortCutsTheCallByTheRunsIdAndLetsGoOfTheHold() {
    desk.tell(submit(TWO, 1, null));
    var id = Desk.IDS.runIn(entity, 0);

    desk.tell(new CancelRun(null, 0, true, desk.replies().getRef()));
    assertThat(desk.actions).contains(new Action.Hold(id, true));
    desk.tell(new Partition.FromDispatcher(new Dispatching.JobHeld(id)));

    assertThat(desk.actions).containsExactly(new Action.Release(id));
    desk.assertEnded("0 cancelled");
  }

  @Test
  void anEndedRunIsTakenUpAgainAtOnce() {
    desk.tell(submit(TWO, 1, null));
    desk.outcomes(desk.failed(0, "/0", FailureClass.TIMEOUT));

    desk.tell(
        new PartitionCommand.Retake(
            null,
            new PartitionCommand.Retaking(Set.of(0), Set.of(), false, null, false),
            desk.replies().getRef()));

    assertThat(desk.reply()).isEqualTo(1);
    assertThat(desk.open()).containsExactly("0 /0 2: one 1");
  }
}
