package dev.windlass.deploy.embedded;

import java.util.concurrent.CompletableFuture;

/** A result that stops being worked for when it is cancelled. */
final class Cancelling<T> extends CompletableFuture<T> {
  private final Runnable whenCancelled;

  Cancelling(Runnable whenCancelled) {
    this.whenCancelled = whenCancelled;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean done = super.cancel(mayInterruptIfRunning);
    if (done) {
      whenCancelled.run();
    }
    return done;
  }

  /** What is built upon it stands apart: its end does not cancel the work. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
