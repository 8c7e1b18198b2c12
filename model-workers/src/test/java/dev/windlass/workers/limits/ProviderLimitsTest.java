package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderLimitsTest {
  private static final LimitId LIMIT = new LimitId("sim", "m");

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString(LimitOwnersAtHand.JOURNAL)
              .withFallback(ManualTime.config())
              .withFallback(ConfigFactory.load()));
  private final ManualTime timers = ManualTime.get(kit.system());
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
  private final Set<String> begunHere = ConcurrentHashMap.newKeySet();
  private final TestProbe<Governing.ToGate> gate = kit.createTestProbe(Governing.ToGate.class);
  private final TestProbe<Governing.Limits> limits = kit.createTestProbe(Governing.Limits.class);
  private long asked;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void theFirstLeaseEverIsOfFullBucketsAndAfterARestartTheyAreEmpty() {
    var first = owner(true);
    first.tell(renew(0, 0));
    var lease = lease();
    assertThat(lease.gift()).isEqualTo(Map.of(LimitKey.RPS, 5.0));
    assertThat(lease.epoch()).isEqualTo(1);
    kit.stop(first);

    var second = owner(true, ConcurrentHashMap.newKeySet());
    second.tell(renew(0, 0));
    var next = lease();
    assertThat(next.epoch()).isEqualTo(2);
    assertThat(next.gift().get(LimitKey.RPS)).isZero();
  }

  @Test
  void anOwnerThatIsNotTheFirstOfItsProcessWaitsOutOldLeases() {
    var first = owner(true);
    first.tell(renew(0, 0));
    lease();
    kit.stop(first);

    var second = owner(true);
    second.tell(renew(0, 0));
    settle(second);
    gate.expectNoMessage(Duration.ZERO);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(100));
    }
    assertThat(lease().epoch()).isEqualTo(2);
  }

  @Test
  void aChangeIsInForceWhenItIsAnsweredAndAfterARestart() {
    var owner = owner(true);
    owner.tell(renew(0, 0));
    long number = lease().number();
    owner.tell(new Governing.Change(Map.of("*", figures(LimitKey.RPS, 2.0)), limits.ref()));
    var pushed = lease();
    assertThat(pushed.figures().get(LimitKey.RPS)).isEqualTo(2.0);
    assertThat(pushed.number()).isGreaterThan(number);
    limits.expectNoMessage(Duration.ZERO);
    owner.tell(renew(1, pushed.number()));
    assertThat(limits.receiveMessage().inUse().getFirst().configured().get(LimitKey.RPS))
        .isEqualTo(2.0);
    kit.stop(owner);

    var next = owner(true, ConcurrentHashMap.newKeySet());
    next.tell(renew(0, 0));
    assertThat(leaseOf(2).figures().get(LimitKey.RPS)).isEqualTo(2.0);
    next.tell(new Governing.Reset(null, limits.ref()));
    assertThat(lease().figures().get(LimitKey.RPS)).isEqualTo(10.0);
  }

  @Test
  void aChangeIsAnsweredInTimeEvenIfAGateIsSilent() {
    var owner = owner(true);
    owner.tell(renew(0, 0));
    lease();
    owner.tell(new Governing.Change(Map.of("m", figures(LimitKey.RPS, 2.0)), limits.ref()));
    lease();
    for (int i = 0; i < 9; i++) {
      limits.expectNoMessage(Duration.ZERO);
      pass(Duration.ofMillis(100));
    }
    assertThat(limits.receiveMessage().changes()).containsOnlyKeys("m");
    // and it was told again meanwhile
    assertThat(lease().figures().get(LimitKey.RPS)).isEqualTo(2.0);
  }

  @Test
  void whatHeadersTaughtIsKnownAfterARestart() {
    var owner = owner(true);
    var learned = new LimitFigures(Map.of(LimitKey.RPS, 4.0));
    owner.tell(renew(0, 0));
    lease();
    owner.tell(renew(1, 1, learned));
    lease();
    settle(owner);
    settle(owner);
    kit.stop(owner);

    var next = owner(true, ConcurrentHashMap.newKeySet());
    next.tell(renew(0, 0));
    assertThat(leaseOf(2).figures().get(LimitKey.RPS)).isEqualTo(4.0);
  }

  @Test
  void anOwnerThatSleptAsLongAsALeaseBeginsAnewBehindTheJournal() {
    var owner = owner(false);
    owner.tell(renew(0, 0));
    assertThat(lease().epoch()).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    owner.tell(renew(1, 1));
    pass(Duration.ofMillis(100));
    settle(owner);
    settle(owner);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(100));
      if (i % 4 == 0) {
        owner.tell(renew(1, 1));
        settle(owner);
      }
    }
    pass(Duration.ofMillis(200));
    assertThat(lease().epoch()).isEqualTo(2);
  }

  @Test
  void figuresOfAWorkersOwnConfigurationCountWhereTheOwnersNodeHasNone() {
    var owner = kit.spawn(ProviderLimits.create("sim", unconfigured(), begunHere));
    owner.tell(renew(0, 0, LimitFigures.NONE, here("rps=4")));
    assertThat(lease().figures().get(LimitKey.RPS)).isEqualTo(4.0);

    owner.tell(new Governing.Change(Map.of("m", figures(LimitKey.RPS, 2.0)), limits.ref()));
    assertThat(lease().figures().get(LimitKey.RPS)).isEqualTo(2.0);
    owner.tell(new Governing.Reset(null, limits.ref()));
    assertThat(lease().figures().get(LimitKey.RPS)).isEqualTo(4.0);
  }

  @Test
  void figuresOfTheOwnersNodeCountBeforeThoseOfAWorker() {
    var owner = owner(true);
    owner.tell(renew(0, 0, LimitFigures.NONE, here("rps=4")));

    assertThat(lease().figures().get(LimitKey.RPS)).isEqualTo(10.0);
  }

  private OwnerSetup unconfigured() {
    return LimitOwnersAtHand.setup(LimitSettings.NONE, true, nanos::get);
  }

  private static LimitFigures here(String flag) {
    return LimitSettings.NONE.with(LimitFlags.parse(List.of(flag), "sim")).figures(LIMIT, Map.of());
  }

  private ActorRef<Governing.ToProvider> owner(boolean alone) {
    return owner(alone, begunHere);
  }

  private ActorRef<Governing.ToProvider> owner(boolean alone, Set<String> begun) {
    var configured = LimitSettings.NONE.with(LimitFlags.parse(List.of("rps=10,burst=5"), "sim"));
    return kit.spawn(
        ProviderLimits.create(
            "sim", LimitOwnersAtHand.setup(configured, alone, nanos::get), begun));
  }

  private Governing.Renew renew(long epoch, long lease) {
    return renew(epoch, lease, LimitFigures.NONE, null);
  }

  private Governing.Renew renew(long epoch, long lease, LimitFigures learned) {
    return renew(epoch, lease, learned, null);
  }

  private Governing.Renew renew(
      long epoch, long lease, LimitFigures learned, @Nullable LimitFigures here) {
    var report =
        new Governing.Report(
            Map.of(), 1, 0, null, learned, 8, Map.of(), null, 0, new Discovery.Tally(0, 0, 0), 0);
    return new Governing.Renew(
        LIMIT,
        "n1",
        1,
        epoch,
        lease,
        ++asked,
        new Governing.Wish(1, 1, Map.of(), 0),
        Map.of(),
        report,
        here,
        gate.ref());
  }

  private Governing.Leased lease() {
    return (Governing.Leased) gate.receiveMessage();
  }

  private Governing.Leased leaseOf(long epoch) {
    var lease = lease();
    while (lease.epoch() != epoch) {
      lease = lease();
    }
    return lease;
  }

  private static Map<LimitKey, @Nullable Double> figures(LimitKey key, double figure) {
    var figures = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    figures.put(key, figure);
    return figures;
  }

  /** A question is a barrier: what was told before has been handled. */
  private void settle(ActorRef<Governing.ToProvider> owner) {
    owner.tell(new Governing.Describe(limits.ref()));
    limits.receiveMessage();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    timers.timePasses(time);
  }
}
