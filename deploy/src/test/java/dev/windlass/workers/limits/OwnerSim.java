package dev.windlass.workers.limits;

import dev.windlass.simulation.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The owner of a limit on the same node as its only gate. */
public final class OwnerSim {
  private static final Duration LIFE = Duration.ofSeconds(2);
  private static final Duration RENEWAL = Duration.ofMillis(400);

  /**
   * @param fresh whether nothing was ever lent: then the buckets are full, else empty
   */
  public OwnerSim(World world, LimitFigures figures, LimitGate gate, boolean fresh) {
    long now = world.nanos();
    var book =
        new LeaseBook(figures.meters(), figures.concurrency(), levels(figures, fresh), now, now);
    renew(world, figures, gate, book);
    world.every(RENEWAL, () -> renew(world, figures, gate, book));
  }

  private static Map<LimitKey, Double> levels(LimitFigures figures, boolean fresh) {
    if (!fresh) {
      return Map.of();
    }
    var full = new java.util.EnumMap<LimitKey, Double>(LimitKey.class);
    figures.meters().forEach(meter -> full.put(meter.key(), meter.capacity()));
    return full;
  }

  private static void renew(World world, LimitFigures figures, LimitGate gate, LeaseBook book) {
    long now = world.nanos();
    var terms = book.renew("n", gate.leaseNumber(), 1, 1_000, 0, LIFE.toNanos(), now);
    List<Meter> shares = figures.meters().stream().map(meter -> meter.share(terms.part())).toList();
    gate.leased(
        new Governing.Leased(
            1,
            terms.number(),
            now,
            LIFE,
            figures,
            shares,
            terms.slots(),
            terms.gift(),
            book.holders(now),
            Discovery.Found.NOTHING),
        now);
  }
}
