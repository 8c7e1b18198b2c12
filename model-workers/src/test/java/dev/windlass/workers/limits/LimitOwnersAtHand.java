package dev.windlass.workers.limits;

import com.typesafe.config.ConfigFactory;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** Owners of limits without a cluster: the real ones, with a journal in memory. */
public final class LimitOwnersAtHand {
  private LimitOwnersAtHand() {}

  /** What the actor system needs for it. */
  public static final String JOURNAL =
      "pekko.persistence.journal.plugin = \"pekko.persistence.journal.inmem\"";

  /** Their clock on the wall shows the same time as the other. */
  public static LimitOwners on(ActorTestKit kit, LimitSettings configured, LongSupplier nanos) {
    return LimitOwners.here(kit.system(), setup(configured, true, nanos));
  }

  static OwnerSetup setup(LimitSettings configured, boolean alone, LongSupplier nanos) {
    return OwnerSetup.of(
        ConfigFactory.load(),
        "node",
        alone,
        configured,
        (limit, what) -> {
          throw new AssertionError(limit + ": " + what);
        },
        nanos,
        () -> Instant.EPOCH.plusNanos(nanos.getAsLong()));
  }
}
