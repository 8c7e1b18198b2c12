package dev.windlass.deploy.bench.limits;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Starts a node again a second after it has ended, as a supervisor would. */
final class Supervised implements AutoCloseable {
  private static final long WAIT_MILLIS = 1_000;

  private final Engine node;
  private final Thread watch;
  private volatile boolean stopping;
  private volatile int restarts;

  Supervised(Engine node, String name) {
    this.node = node;
    watch = new Thread(this::watch, "bench-supervisor-" + name);
    watch.setDaemon(true);
    watch.start();
  }

  int restarts() {
    return restarts;
  }

  private void watch() {
    try {
      while (!stopping) {
        if (node.child().endsWithin(200) == -1 && node.child().alive()) {
          continue;
        }
        TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
        synchronized (this) {
          if (!stopping) {
            node.start();
            restarts++;
          }
        }
      }
    } catch (IOException e) {
      System.err.println("a node could not be started again: " + e);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
    }
    watch.interrupt();
    node.close();
  }
}
