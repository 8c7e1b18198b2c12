package dev.windlass.deploy.server;

import dev.windlass.engine.protocol.LimitsDoor;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;

/** Looks at the limits every few seconds, so that metrics show them without anybody asking. */
final class LimitGauges {
  /** A scrape is rarely more frequent than every ten seconds. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private LimitGauges() {}

  /**
   * @param node whose limits are shown here; the other nodes show theirs
   */
  static void start(ActorSystem<?> system, LimitsDoor limits, String node, Metrics metrics) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            EVERY,
            EVERY,
            () ->
                limits
                    .limits(null)
                    .whenCompleteAsync(
                        (all, late) -> {
                          if (late == null) {
                            metrics.limits(all, node);
                          }
                        },
                        system.executionContext()),
            system.executionContext());
  }
}
