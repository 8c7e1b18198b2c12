package dev.windlass.deploy.bench.limits;

import java.util.concurrent.TimeUnit;

/**
 * One line on standard error about what goes on: moved each second on a terminal, else printed when
 * something new begins. Thread-safe.
 */
final class Progress implements AutoCloseable {
  private final boolean terminal;
  private final Thread ticker;
  private String scenario = "";
  private String phase = "";
  private int about;
  private long begun;
  private int width;

  Progress(boolean terminal) {
    this.terminal = terminal;
    ticker = new Thread(this::tick, "bench-progress");
    ticker.setDaemon(true);
    ticker.start();
  }

  synchronized void begin(String name, int seconds) {
    scenario = name;
    about = seconds;
    begun = System.nanoTime();
    phase("starting");
  }

  synchronized void phase(String what) {
    phase = what;
    if (terminal) {
      draw();
    } else if (!scenario.isEmpty()) {
      System.err.println(line());
    }
  }

  /** Takes the line away; the table follows. */
  synchronized void end() {
    if (terminal && width > 0) {
      System.err.print("\r" + " ".repeat(width) + "\r");
    }
    scenario = "";
    width = 0;
  }

  private String line() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    return "%s: %s, %d of about %d s".formatted(scenario, phase, seconds, about);
  }

  private void draw() {
    if (!scenario.isEmpty()) {
      var line = line();
      System.err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      width = Math.max(width, line.length());
    }
  }

  private void tick() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
        synchronized (this) {
          if (terminal) {
            draw();
          }
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
    ticker.interrupt();
  }
}
