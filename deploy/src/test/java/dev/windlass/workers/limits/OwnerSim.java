package dev.windlass.workers.limits;

import dev.windlass.simulation.World;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/** The owner of a limit on the same node as its only gate: both sides of the real talk. */
public final class OwnerSim {
  private static final Duration LIFE = Duration.ofSeconds(2);
  private static final Duration BEAT = Duration.ofMillis(250);
  private static final LimitId LIMIT = new LimitId("p", "m");

  private final World world;
  private final LimitGate gate;
  private final Borrower borrower;
  private final Lending lending;
  private final ActorRef<Governing.ToGate> address = TestInbox.<Governing.ToGate>create().getRef();

  /**
   * @param fresh whether nothing was ever lent: then the buckets are full, else empty
   */
  public OwnerSim(World world, LimitFigures figures, LimitGate gate, boolean fresh) {
    long now = world.nanos();
    this.world = world;
    this.gate = gate;
    borrower = new Borrower(LIMIT, "n", 0, gate, Duration.ofMillis(400));
    lending =
        new Lending(
            new Lending.Start(
                LIMIT,
                1 + world.life(),
                LIFE,
                true,
                figures,
                LimitFigures.NONE,
                LimitFigures.NONE,
                now),
            levels(figures, fresh),
            now,
            new Lending.Out() {
              @Override
              public void tell(String to, Governing.ToGate what) {
                hear(what);
              }

              @Override
              public void broken(String what) {
                throw new AssertionError(what);
              }
            });
    renew();
    world.every(
        BEAT,
        () -> {
          lending.tick(world.nanos());
          if (borrower.isDue(world.nanos())) {
            renew();
          }
        });
  }

  private static Map<LimitKey, Double> levels(LimitFigures figures, boolean fresh) {
    var full = new EnumMap<LimitKey, Double>(LimitKey.class);
    figures.meters().forEach(meter -> full.put(meter.key(), fresh ? meter.capacity() : 0));
    return full;
  }

  private void hear(Governing.ToGate what) {
    if (what instanceof Governing.Leased lease && borrower.leased(lease, world.nanos())) {
      renew();
    }
  }

  private void renew() {
    long now = world.nanos();
    var report = gate.report(0, 0, 0, 0, null, now);
    lending.hear(borrower.ask(true, 1_000, report, address, now), now);
  }
}
