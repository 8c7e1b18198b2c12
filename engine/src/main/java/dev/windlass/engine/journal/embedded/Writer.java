package dev.windlass.engine.journal.embedded;

import dev.windlass.engine.journal.health.JournalHealth;
import dev.windlass.engine.journal.health.StorageFull;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. What waits in the queue is written in one transaction, and only when
 * that is on the disk is anyone told; while the disk works, the next transaction gathers. One
 * request is all or nothing. When a transaction fails, each of its requests is tried alone, so that
 * only those fail that cannot be written.
 *
 * <p>When there is no room, the reserve is given up and the transaction tried once more; from then
 * on the health says full, until the reserve could be set aside again.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** Something to be done in a transaction. */
  interface Work<T> {
    T on(Tables tables) throws SQLException;
  }

  private static final class Request<T> implements WriteQueue.Weighty {
    private final Work<T> work;
    private final long bytes;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private final JournalHealth.Write pending;
    private @Nullable T result;

    Request(Work<T> work, long bytes, JournalHealth.Write pending) {
      this.work = work;
      this.bytes = bytes;
      this.pending = pending;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    void run(Tables tables) throws SQLException {
      result = work.on(tables);
    }

    void succeed() {
      pending.end();
      done.complete(result);
    }

    void fail(Throwable why) {
      pending.end();
      done.completeExceptionally(why);
    }
  }

  /** Opens a connection to write on. */
  interface Opener {
    Connection open() throws SQLException;
  }

  /** A connection and its statements. */
  private record Session(Connection connection, Tables tables) {}

  private final Opener opener;
  private final Reserve reserve;
  private final JournalHealth health;
  private final WriteQueue<Request<?>> queue;
  private final Duration probeEvery;
  private final Thread thread;

  /** Null only when a new connection was needed and could not be had. */
  private @Nullable Session session;

  Writer(Opener opener, Reserve reserve, JournalHealth health, EmbeddedSettings settings)
      throws SQLException {
    this.opener = opener;
    this.session = open();
    this.reserve = reserve;
    this.health = health;
    this.queue = new WriteQueue<>(settings);
    this.probeEvery = settings.probeEvery();
    this.thread = Thread.ofPlatform().name("windlass-journal-writer").unstarted(this::work);
  }

  private Session open() throws SQLException {
    var connection = opener.open();
    var tables = new Tables(connection);
    connection.commit(); // preparing opened a transaction
    return new Session(connection, tables);
  }

  void start() {
    health.full(!reserve.restore());
    thread.start();
  }

  /**
   * Queues work; blocks while the queue is full, which holds back who writes. The future completes
   * on the writer's thread, so what follows it must be short or go elsewhere.
   */
  <T> CompletableFuture<T> submit(long bytes, Work<T> work) {
    var request = new Request<>(work, bytes, health.begin());
    if (!queue.put(request)) {
      request.fail(new IllegalStateException("the journal is closed"));
    }
    return request.done;
  }

  private void work() {
    long probeAt = System.nanoTime();
    while (true) {
      var batch = queue.take(health.isFull() ? probeEvery : null);
      if (batch == null) {
        return;
      }
      if (!batch.isEmpty()) {
        write(batch);
      }
      if (health.isFull() && System.nanoTime() - probeAt >= 0) {
        probe();
        probeAt = System.nanoTime() + probeEvery.toNanos();
      }
    }
  }

  private void write(List<Request<?>> batch) {
    var failure = attempt(batch);
    if (failure != null && Database.isFull(failure)) {
      noRoom(failure);
      if (reserve.giveUp()) {
        failure = attempt(batch);
      }
    }
    if (failure == null) {
      return;
    }
    if (batch.size() == 1) {
      batch.getFirst().fail(named(failure));
    } else {
      batch.forEach(request -> write(List.of(request)));
    }
  }

  /** Null when the batch is durable and everyone was told. */
  private @Nullable Exception attempt(List<Request<?>> batch) {
    try {
      var on = session;
      if (on == null) {
        on = open();
        session = on;
      }
      for (var request : batch) {
        request.run(on.tables());
      }
      on.connection().commit();
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      return e;
    }
    batch.forEach(Request::succeed);
    return null;
  }

  /**
   * After an event that was there already the connection is good. After any other failure SQLite
   * may have ended the transaction by itself and the driver its statements, so a new one is opened
   * before the old one is closed: the last one closed would tidy up the log, which takes room.
   */
  private void rollBack(Exception failure) {
    var old = session;
    if (old == null) {
      return;
    }
    try {
      old.tables().rolledBack();
      if (Database.isConflict(failure)) {
        old.connection().rollback();
        return;
      }
      session = null;
      session = open();
    } catch (SQLException e) {
      session = null;
      LOG.warn("journal could not be opened again yet: {}", e.getMessage());
    }
    close(old);
  }

  private static void close(Session session) {
    try {
      session.connection().close();
    } catch (SQLException e) {
      LOG.warn("journal connection could not be closed: {}", e.getMessage());
    }
  }

  private void noRoom(Exception failure) {
    if (!health.isFull()) {
      health.full(true);
      LOG.error("journal has no room left, reserve given up: {}", failure.getMessage());
    }
  }

  private void probe() {
    if (reserve.restore()) {
      health.full(false);
      LOG.info("journal has room again");
    }
  }

  private static Exception named(Exception failure) {
    return Database.isFull(failure)
        ? new StorageFull(
            "no room is left for the journal; free some, writing goes on then", failure)
        : failure;
  }

  /** Writes what waits, then stops. */
  @Override
  public void close() {
    queue.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (session != null) {
      close(session);
    }
  }
}
