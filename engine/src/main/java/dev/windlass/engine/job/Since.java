package dev.windlass.engine.job;

import dev.windlass.engine.protocol.WaitReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Since when a job has waited for what it mainly waits for. Between two limits that both bind, or a
 * limit and its workers, the larger number changes by the moment: another reason counts once it has
 * been the main one for a second, and then from its beginning. Pure; forgotten at a restart.
 */
final class Since {
  private static final Duration SURE = Duration.ofSeconds(1);

  private @Nullable WaitReason reason;
  private @Nullable Instant since;
  private @Nullable WaitReason next;
  private Instant nextSince = Instant.EPOCH;

  /** The main reason is this just now; null for none. */
  void see(@Nullable WaitReason main, Instant at) {
    if (main == reason) {
      next = null;
      return;
    }
    var before = reason;
    boolean clear =
        main == null
            || before == null
            || before == WaitReason.STARTING
            || main.isStandstill()
            || before.isStandstill();
    if (clear) {
      take(main, at);
    } else if (main != next) {
      next = main;
      nextSince = at;
    } else if (!at.isBefore(nextSince.plus(SURE))) {
      take(main, nextSince);
    }
  }

  private void take(@Nullable WaitReason main, Instant at) {
    reason = main;
    since = main == null ? null : at;
    next = null;
  }

  @Nullable WaitReason reason() {
    return reason;
  }

  @Nullable Instant since() {
    return since;
  }
}
