package dev.windlass.engine.journal.embedded;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that read, each request on a connection that no other uses meanwhile. */
final class Readers implements AutoCloseable {
  private static final long STOP_SECONDS = 10;

  /** Something to be read. */
  interface Reading<T> {
    T from(Pages pages) throws Exception;
  }

  private final Path folder;
  private final Queue<Pages> idle = new ConcurrentLinkedQueue<>();
  private final ThreadPoolExecutor threads;

  Readers(EmbeddedSettings settings) {
    folder = settings.data();
    threads =
        new ThreadPoolExecutor(
            settings.readers(),
            settings.readers(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.readerQueue()),
            Thread.ofPlatform().name("windlass-journal-reader-", 0).daemon().factory());
  }

  /** The future completes on the reading thread, or is refused at once when too many wait. */
  <T> CompletableFuture<T> read(Reading<T> reading) {
    var done = new CompletableFuture<T>();
    try {
      threads.execute(() -> run(reading, done));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(
          new IllegalStateException(
              threads.isShutdown()
                  ? "the journal is closed"
                  : "too many readings of the journal wait (windlass.journal.embedded.reader-queue)",
              e));
    }
    return done;
  }

  private <T> void run(Reading<T> reading, CompletableFuture<T> done) {
    T value;
    try {
      var pages = idle.poll();
      if (pages == null) {
        pages = new Pages(Database.reader(folder));
      }
      try {
        value = reading.from(pages);
      } finally {
        idle.add(pages);
      }
    } catch (Throwable e) { // a codec may throw an Error; whoever waits must hear of it
      done.completeExceptionally(e);
      return;
    }
    done.complete(value);
  }

  @Override
  public void close() throws SQLException {
    threads.shutdown();
    try {
      threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (var pages = idle.poll(); pages != null; pages = idle.poll()) {
      pages.close();
    }
  }
}
