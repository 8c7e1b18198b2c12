package dev.windlass.api.jobs;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;

/**
 * At most one upload a job. A second one is turned away while bytes of the first keep coming, and
 * takes over when they have stopped: then its sender is gone, or has begun again. Thread-safe.
 */
final class ActiveUploads {
  /** One upload under way. */
  final class Upload {
    private final String job;
    private final SharedKillSwitch breaker = KillSwitches.shared("upload");
    private volatile long lastByteNanos = clock.getAsLong();

    private Upload(String job) {
      this.job = job;
    }

    void bytesCame() {
      lastByteNanos = clock.getAsLong();
    }

    SharedKillSwitch breaker() {
      return breaker;
    }

    void end() {
      uploads.remove(job, this);
    }

    private boolean isAlive() {
      return clock.getAsLong() - lastByteNanos < quiet.toNanos();
    }
  }

  private final ConcurrentMap<String, Upload> uploads = new ConcurrentHashMap<>();
  private final Duration quiet;
  private final LongSupplier clock;

  /**
   * @param quiet a sender that was silent for so long is taken for gone
   * @param clock nanoseconds
   */
  ActiveUploads(Duration quiet, LongSupplier clock) {
    this.quiet = quiet;
    this.clock = clock;
  }

  /** The upload may begin, and an older silent one is cut; or empty when an older one is alive. */
  Optional<Upload> begin(String job) {
    var mine = new Upload(job);
    var current =
        uploads.compute(
            job,
            (id, older) -> {
              if (older != null && older.isAlive()) {
                return older;
              }
              if (older != null) {
                older.breaker.abort(new IllegalStateException("a newer upload took over"));
              }
              return mine;
            });
    return current == mine ? Optional.of(mine) : Optional.empty();
  }
}
