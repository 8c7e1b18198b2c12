package dev.windlass.engine.journal.postgres;

import dev.windlass.engine.journal.health.JournalHealth;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;

/**
 * After the database failed, asks it until it answers again. Without it nobody would notice: while
 * the journal is out no calls start, so nothing is written that could succeed. Meanwhile nothing
 * else is sent there: what would wait for an answer in vain would stand in the way of what is sent
 * once it is back. Thread-safe.
 */
final class PostgresProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProbe.class);

  /** Class of SQLSTATE: integrity constraint violation. */
  private static final String CONSTRAINT = "23";

  /** Class of SQLSTATE: connection exception. */
  private static final String CONNECTION = "08";

  /** SQLSTATEs of a server that stops or starts. */
  private static final String STOPPING = "57P";

  private static final int ANSWER_SECONDS = 2;

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

  /** What is asked of a database that is away; null while it is there. */
  @Nullable Exception away() {
    return asking.get() ? new Away() : null;
  }

  static <T> Future<T> failed(Exception why) {
    return FutureConverters.asScala(CompletableFuture.failedFuture(why));
  }

  /** Reads, unless it is away; a failure of the connection is noticed. */
  <T> Future<T> reading(Supplier<Future<T>> read, ExecutionContext executor) {
    var away = away();
    if (away != null) {
      return failed(away);
    }
    var reading = read.get();
    reading
        .failed()
        .foreach(
            why -> {
              readFailed(why);
              return BoxedUnit.UNIT;
            },
            executor);
    return reading;
  }

  /** What was read failed, for this reason or for one of its own. */
  private void readFailed(Throwable why) {
    var state = why instanceof SQLException e ? e.getSQLState() : null;
    boolean unreachable =
        why instanceof SQLTransientConnectionException
            || (state != null && (state.startsWith(CONNECTION) || state.startsWith(STOPPING)));
    if (unreachable) {
      writeFailed(why);
    }
  }

  /** From any thread; while it asks, further failures change nothing. */
  void writeFailed(Throwable why) {
    var state = why instanceof SQLException e ? e.getSQLState() : null;
    if (state != null && state.startsWith(CONSTRAINT)) {
      return; // the database is well; the event was there already
    }
    if (!thread.isShutdown() && asking.compareAndSet(false, true)) {
      health.failing(true);
      LOG.warn("journal does not answer: {}", why.toString());
      later(); // not on the caller's thread
    }
  }

  private void ask() {
    try (var connection = settings.connectBriefly()) {
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

  /** Said often while it is away, so without the place it was said at. */
  private static final class Away extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1;

    Away() {
      super("the database does not answer", CONNECTION + "000");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
