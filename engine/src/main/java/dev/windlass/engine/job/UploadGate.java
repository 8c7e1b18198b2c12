package dev.windlass.engine.job;

import dev.windlass.engine.protocol.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lets one upload of a job in at a time. While one is alive, a second is asked to come back; one
 * that was silent for so long is taken for dead: the newer takes over, and what still comes from
 * the older bears too low a number. Pure; forgotten at a restart, so numbers begin at the clock's.
 */
final class UploadGate {
  private final Duration aliveFor;
  private long epoch;
  private boolean open;
  private Instant lastSign = Instant.EPOCH;

  UploadGate(Duration aliveFor) {
    this.aliveFor = aliveFor;
  }

  /** Why no upload may begin now, or null: then it has begun, with a new {@link #epoch}. */
  @Nullable Refusal enter(String job, Instant now) {
    if (open && now.isBefore(lastSign.plus(aliveFor))) {
      return Refusal.of(
              Refusal.Kind.IDEMPOTENCY_IN_PROGRESS,
              "another upload to " + job + " is under way; ask again in a second")
          .with("retry_after", 1);
    }
    epoch = Math.max(epoch + 1, now.toEpochMilli());
    open = true;
    lastSign = now;
    return null;
  }

  long epoch() {
    return epoch;
  }

  /** Why this upload may not go on, or null. */
  @Nullable Refusal pass(String job, long of, Instant now) {
    if (of < epoch) {
      return Refusal.of(
          Refusal.Kind.WRONG_STATE, "a newer upload to " + job + " has taken over; this one ends");
    }
    epoch = of; // a higher one was let in by an earlier life of the job
    open = true;
    lastSign = now;
    return null;
  }

  /** This upload has ended. */
  void leave(long of) {
    if (of == epoch) {
      open = false;
    }
  }
}
