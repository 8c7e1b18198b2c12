package dev.windlass.engine.results;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for the next row, as long as the reader's patience lasts without one: for a signal, or a
 * pause that grows, whichever is over first. Waits on a virtual thread; closed from any other.
 */
final class Patience implements AutoCloseable {
  private final ResultsSettings settings;
  private final Signals signals;
  private final long patienceNanos;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private long lastRow = System.nanoTime();
  private long pauseNanos;

  Patience(Duration patience, ResultsSettings settings, Signals signals) {
    this.settings = settings;
    this.signals = signals;
    this.patienceNanos = patience.toNanos();
    this.pauseNanos = settings.lookAfter().toNanos();
  }

  /** A row came. */
  void renew() {
    lastRow = System.nanoTime();
    pauseNanos = settings.lookAfter().toNanos();
  }

  /** False when the patience is at its end, or nobody waits any more. */
  boolean await(String job, long event) {
    long left = patienceNanos - (System.nanoTime() - lastRow);
    if (left <= 0 || closed.isDone()) {
      return false;
    }
    try {
      CompletableFuture.anyOf(closed, signals.nextChange(job, event).toCompletableFuture())
          .get(Math.min(left, pauseNanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      pauseNanos = Math.min(pauseNanos * 2, settings.lookAtLeastEvery().toNanos());
    } catch (ExecutionException e) {
      // a signal that failed says nothing; the next look comes after the pause
      pauseNanos = settings.lookAtLeastEvery().toNanos();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closed.isDone();
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
