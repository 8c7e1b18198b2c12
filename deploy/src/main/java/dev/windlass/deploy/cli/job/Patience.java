package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a question while a server elsewhere does not answer: it may be restarting, and the job
 * goes on without us. A server within this process is never waited for: its silence is an error.
 */
final class Patience {
  private static final Duration MOST = Duration.ofSeconds(90);
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final Api api;
  private final boolean patient;
  private long silentSince;
  private long pauseMs;

  Patience(Host host) {
    this.api = host.api();
    this.patient = !host.embedded();
  }

  void answered() {
    silentSince = 0;
  }

  /** How long nobody has answered, or null when all is well. */
  @Nullable Duration silence() {
    return silentSince == 0 ? null : Duration.ofNanos(System.nanoTime() - silentSince);
  }

  /** Waits a little, longer each time; throws when it has been too long. */
  void noAnswer(IOException cause) throws CliFailure, InterruptedException {
    if (silentSince == 0) {
      silentSince = System.nanoTime();
      pauseMs = 200;
    }
    var silent = Duration.ofNanos(System.nanoTime() - silentSince);
    if (!patient || silent.compareTo(MOST) > 0) {
      throw api.unreachable(cause);
    }
    Thread.sleep(pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }

  /** A refusal that says to come again is an answer not yet given. */
  void refused(CliFailure failure) throws CliFailure, InterruptedException {
    if (failure.exit() != Exit.UNREACHABLE && !failure.slug().equals("idempotency-in-progress")) {
      throw failure;
    }
    noAnswer(new IOException(failure.what()));
  }
}
