package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.WaitReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class BorrowerTest {
  private static final long MILLI = 1_000_000L;
  private static final LimitFigures TEN = new LimitFigures(Map.of(LimitKey.RPS, 10.0));
  private static final ActorRef<Governing.ToGate> NOBODY =
      TestInbox.<Governing.ToGate>create().getRef();

  private final LimitGate gate = new LimitGate(new Random(1));
  private final Borrower borrower =
      new Borrower(new LimitId("p", "m"), "n", 7, gate, Duration.ofMillis(400));

  @Test
  void aNodeThatStoodStillMakesNoCallUnderALeaseThatEnded() {
    borrower.leased(lease(1, 1, 0, 1, 10), 5 * MILLI);
    assertThat(gate.admit(Reserve.NONE, 0, 1_999 * MILLI)).isTrue();
    // the lease counts from when it was asked for, not from when it came
    assertThat(gate.admit(Reserve.NONE, 0, 2_000 * MILLI)).isFalse();
    assertThat(gate.blockedBy()).isEqualTo(WaitReason.REQUESTS);
    assertThat(gate.blockedKey()).isEqualTo(LimitKey.RPS);
    assertThat(gate.retryAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(borrower.isDue(2_000 * MILLI)).isTrue();
  }

  @Test
  void whatWasLeftInALeaseThatEndedIsNotUsedUnderTheNext() {
    borrower.leased(lease(1, 1, 0, 1, 10), 0);
    borrower.leased(lease(1, 2, 3_000 * MILLI, 1, 0), 3_000 * MILLI);
    assertThat(gate.admit(Reserve.NONE, 0, 3_000 * MILLI)).isFalse();
    assertThat(gate.admit(Reserve.NONE, 0, 3_200 * MILLI)).isTrue();
  }

  @Test
  void anOwnerThatWasReplacedIsNotHeard() {
    borrower.leased(lease(2, 1, 0, 1, 10), 0);
    assertThat(borrower.leased(lease(1, 99, 0, 1, 10), MILLI)).isFalse();
    assertThat(gate.epoch()).isEqualTo(2);
    assertThat(gate.leaseNumber()).isEqualTo(1);
  }

  @Test
  void aSmallerShareIsConfirmedAtOnceWithWhatDoesNotFitItAnyMore() {
    borrower.leased(lease(1, 1, 0, 1, 10), 0);
    assertThat(borrower.leased(lease(1, 2, 0, 0.5, 0), MILLI)).isTrue();
    var word = borrower.ask(true, 1, report(), NOBODY, MILLI);
    assertThat(word.lease()).isEqualTo(2);
    assertThat(word.shed().get(LimitKey.RPS)).isBetween(5.0, 5.2);
    assertThat(borrower.leased(lease(1, 3, MILLI, 1, 0), 2 * MILLI)).isFalse();
  }

  @Test
  void aNodeWithWorkAndNoShareSaysSoSoon() {
    borrower.leased(lease(1, 1, 0, 0, 0), 0);
    borrower.ask(false, 0, report(), NOBODY, 0);
    assertThat(gate.admit(Reserve.NONE, 0, MILLI)).isFalse();
    assertThat(borrower.isHungry(1, 10 * MILLI)).isFalse();
    assertThat(borrower.isHungry(1, 50 * MILLI)).isTrue();
    assertThat(borrower.isHungry(0, 50 * MILLI)).isFalse();
  }

  @Test
  void demandIsThePartOfTheWholeLimitThatIsUsedUnlessStepsWait() {
    borrower.leased(lease(1, 1, 0, 0.5, 5), 0);
    assertThat(borrower.ask(true, 1, report(), NOBODY, MILLI).wish().demand()).isEqualTo(1);
    assertThat(borrower.ask(false, 1, report(), NOBODY, MILLI).wish().demand()).isZero();
  }

  private Governing.Report report() {
    return gate.report(0, 0, 0, 0, null, 0);
  }

  private static Governing.Leased lease(
      long epoch, long number, long askedAt, double part, double gift) {
    List<Meter> shares = TEN.meters().stream().map(meter -> meter.share(part)).toList();
    return new Governing.Leased(
        epoch,
        number,
        askedAt,
        Duration.ofSeconds(2),
        TEN,
        shares,
        null,
        Map.of(LimitKey.RPS, gift),
        1,
        Discovery.Found.NOTHING);
  }
}
