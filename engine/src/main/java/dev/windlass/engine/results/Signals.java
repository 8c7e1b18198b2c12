package dev.windlass.engine.results;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells readers that wait for new rows when to look again. They look from time to time anyhow, so a
 * signal that is lost costs a moment and nothing else. Thread-safe.
 */
@FunctionalInterface
public interface Signals {
  /** No signals: readers look on their own. */
  Signals NONE = (job, event) -> new CompletableFuture<>();

  /**
   * Completes when the job, or a partition of it, has journaled something more.
   *
   * @param event the job's last event that the reader has seen, by sequence number
   */
  CompletionStage<Void> nextChange(String job, long event);
}
