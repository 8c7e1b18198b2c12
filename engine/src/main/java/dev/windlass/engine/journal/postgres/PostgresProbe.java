package dev.windlass.engine.journal.postgres;

import dev.windlass.engine.journal.health.JournalHealth;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a write failed, asks the database until it answers again. Without it nobody would notice:
 * while the journal is out no calls start, so nothing is written that could succeed.
 */
final class PostgresProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProbe.class);

  /** Class of SQLSTATE: integrity constraint violation. */
  private static final String CONSTRAINT = "23";

  private static final int ANSWER_SECONDS = 3;

  private final PostgresSettings settings;
  private final JournalHealth health;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("windlass-journal-probe").daemon().factory());

  PostgresProbe(PostgresSettings settings, JournalHealth health) {
    this.settings = settings;
    this.health = health;
  }

  /** From any thread; while it asks, further failures change nothing. */
  void writeFailed(Throwable why) {
    var state = why instanceof SQLException e ? e.getSQLState() : null;
    if (state != null && state.startsWith(CONSTRAINT)) {
      return; // the database is well; the event was there already
    }
    if (!thread.isShutdown() && asking.compareAndSet(false, true)) {
      health.failing(true);
      LOG.warn("journal does not take writes: {}", why.toString());
      later(); // not on the caller's thread
    }
  }

  private void ask() {
    try (var connection = settings.connect()) {
      if (connection.isValid(ANSWER_SECONDS) && !connection.isReadOnly()) {
        asking.set(false);
        health.failing(false);
        LOG.info("journal answers again");
        return;
      }
    } catch (SQLException e) {
      LOG.debug("journal does not answer yet: {}", e.toString());
    }
    later();
  }

  private void later() {
    if (!thread.isShutdown()) {
      thread.schedule(this::ask, settings.probeEvery().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
