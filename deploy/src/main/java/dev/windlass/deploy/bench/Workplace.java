package dev.windlass.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A folder of a measurement's own, and what it started there. All of it is stopped in the end, the
 * youngest first, also when this process is told to stop; then the folder is removed.
 */
public final class Workplace implements AutoCloseable {
  public final Path folder;
  private final boolean keepsFolder;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Thread atExit = new Thread(this::stopAll, "bench-exit");

  /**
   * @param keepsFolder whether the folder stays, and its place is told
   */
  public Workplace(String name, boolean keepsFolder) throws IOException {
    this.keepsFolder = keepsFolder;
    folder = Files.createTempDirectory("windlass-" + name + "-");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** It is closed in the end. */
  public synchronized <T extends AutoCloseable> T keep(T what) {
    started.push(what);
    return what;
  }

  private synchronized void stopAll() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        System.err.println("did not stop: " + e);
      }
    }
  }

  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return; // the hook does the same
    }
    if (keepsFolder) {
      System.err.println("kept: " + folder);
    } else {
      Scratch.remove(folder);
    }
  }
}
