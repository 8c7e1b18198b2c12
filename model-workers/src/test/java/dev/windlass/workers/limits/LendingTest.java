package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an owner does when it finds that it has lent wrongly, and is not stopped for it. */
class LendingTest {
  private static final ActorRef<Governing.ToGate> NOBODY =
      TestInbox.<Governing.ToGate>create().getRef();
  private static final LimitId LIMIT = new LimitId("openai", "m");
  private static final Duration LIFE = Duration.ofSeconds(2);
  private static final Map<LimitKey, Double> FULL = Map.of(LimitKey.RPM, 100.0);
  private static final LimitFigures RPM = LimitFigures.NONE.overlaid(Map.of(LimitKey.RPM, 6_000.0));

  private final List<Governing.Leased> leases = new ArrayList<>();
  private final List<String> alarms = new ArrayList<>();
  private @Nullable String planted;

  private final Lending lending =
      new Lending(
          start(),
          new Book(),
          0,
          new Lending.Out() {
            @Override
            public void tell(String gate, Governing.ToGate what) {
              leases.add((Governing.Leased) what);
            }

            @Override
            public void broken(String what) {
              alarms.add(what);
            }
          });

  /** As ours, with a fault that can be planted. */
  private final class Book extends LeaseBook {
    Book() {
      super(RPM.meters(), null, FULL, LIFE.toNanos(), 0, 0);
    }

    @Override
    @Nullable String broken(long now) {
      return planted == null ? super.broken(now) : planted;
    }
  }

  @Test
  void aWrongLeaseIsNotLentAndAllBeforeItRunOutFirst() {
    hear("a", 0, 0);
    assertThat(leases).hasSize(1);

    planted = "more is lent than there is";
    hear("a", 1, seconds(1));
    hear("b", 1, seconds(1.1));
    planted = null;
    hear("b", 2, seconds(2.9));
    lending.tick(seconds(2.9));

    assertThat(alarms).containsExactly("openai/m: more is lent than there is");
    assertThat(leases).as("the first lease could be in force until 3 s").hasSize(1);

    lending.tick(seconds(3.1));
    hear("b", 3, seconds(3.1));
    assertThat(leases.size()).isGreaterThan(1);
    assertThat(leases.getLast().gift().getOrDefault(LimitKey.RPM, 0.0))
        .as("buckets begin empty: 0.1 s at 100 a second have come")
        .isLessThanOrEqualTo(10 + 1e-6);
  }

  private void hear(String node, long lease, long now) {
    lending.hear(renew(node, lease, now), now);
  }

  /** From a gate of that node, which lives by this lease. */
  private static Governing.Renew renew(String node, long lease, long askedAt) {
    var report =
        new Governing.Report(
            Map.of(),
            1,
            0,
            null,
            LimitFigures.NONE,
            8,
            Map.of(),
            null,
            0,
            new Discovery.Tally(0, 0, 0),
            0);
    var wish = new Governing.Wish(1, 1, Map.of(), 0);
    return new Governing.Renew(
        LIMIT, node, 1, 1, lease, askedAt, wish, Map.of(), report, null, NOBODY);
  }

  private static long seconds(double seconds) {
    return (long) (seconds * 1e9);
  }

  private static Lending.Start start() {
    return new Lending.Start(LIMIT, 1, LIFE, true, RPM, LimitFigures.NONE, LimitFigures.NONE, 0);
  }
}
