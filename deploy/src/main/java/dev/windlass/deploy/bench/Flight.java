package dev.windlass.deploy.bench;

import static dev.windlass.deploy.bench.Scenarios.row;

import dev.windlass.deploy.bench.Scenarios.Row;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many slow calls at once: what they need, and how soon they are made again after a kill. */
final class Flight {
  private static final int CALLS = 10_000;
  private static final int SECONDS = 40;

  /** The connections are made, and the calls spread over their latency. */
  private static final int RAMP_SECONDS = 25;

  private Flight() {}

  static List<Row> measure(Options options) throws IOException, InterruptedException {
    try (var setup = new Setup(options, "flight", "10s", CALLS, "1g", false)) {
      double idle = LiveHeap.mib(setup.server.pid());
      setup.submit(20 * CALLS);
      TimeUnit.SECONDS.sleep(RAMP_SECONDS);
      long before = setup.answered();
      long begun = System.nanoTime();
      TimeUnit.SECONDS.sleep(SECONDS);
      double rate = (setup.answered() - before) / ((System.nanoTime() - begun) / 1e9);
      long threads = setup.server.threads();
      double peak = setup.server.peakMiB();
      double heap = LiveHeap.mib(setup.server.pid()) - idle;

      long killed = System.nanoTime();
      setup.killAndStart();
      Growth.untilNewCall(setup);
      double again = (System.nanoTime() - killed) / 1e9;
      return List.of(
          row("flight", "calls/s of 1,000 that 10,000 in flight at 10 s give", "%,.0f", rate),
          row("flight", "threads", "%.0f", (double) threads),
          row("flight", "heap a call, KiB, job and lines included", "%.0f", 1024 * heap / CALLS),
          row("flight", "peak resident memory, MiB", "%.0f", peak),
          row("flight", "first new call after kill -9, s", "%.1f", again));
    }
  }
}
