package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One thing done beside the bar, on a thread of its own, whose failure the bar's thread sees. */
final class Task {
  /** What is done. */
  interface Work {
    void run() throws CliFailure, IOException, InterruptedException;
  }

  private final Thread thread;
  private volatile @Nullable Throwable failure;

  Task(String name, Work work) {
    thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (CliFailure
                  | IOException
                  | InterruptedException
                  | RuntimeException
                  | Error failed) {
                failure = failed;
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Throws what it failed with, if it has. */
  void check() throws CliFailure, IOException, InterruptedException {
    switch (failure) {
      case null -> {}
      case CliFailure failed -> throw failed;
      case IOException failed -> throw failed;
      case InterruptedException failed -> throw failed;
      case Error failed -> throw failed;
      default -> throw new IllegalStateException(failure);
    }
  }

  void join() throws CliFailure, IOException, InterruptedException {
    thread.join();
    check();
  }
}
