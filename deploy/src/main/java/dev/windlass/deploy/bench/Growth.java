package dev.windlass.deploy.bench;

import static dev.windlass.deploy.bench.Scenarios.row;

import dev.windlass.deploy.bench.Scenarios.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Jobs of one step a line that are ten times larger each time, in the same heap. Half-way the
 * server is killed and started again, so that each size says what it costs to go on, too.
 */
final class Growth {
  private static final int LONGEST_SECONDS = 600;
  private static final String CHAIN =
      """
      chain: one
      model: openai/bench
      inputs: [country]
      steps:
        - ask: "What is the capital of {country}?"
          as: city
      """;

  private Growth() {}

  static List<Row> measure(Options options) throws IOException, InterruptedException {
    var rows = new ArrayList<Row>();
    for (int runs = 10_000; runs <= 1_000_000; runs *= 10) {
      rows.addAll(measure(options, runs));
    }
    return rows;
  }

  private static List<Row> measure(Options options, int runs)
      throws IOException, InterruptedException {
    var scenario = "growth, %,d".formatted(runs);
    try (var setup = new Setup(options, "growth", "0ms", 256, "512m", false)) {
      setup.chain("one", CHAIN);
      long empty = Scratch.bytes(setup.data());
      long begun = System.nanoTime();
      var job = setup.submit("one", runs);
      double accepted = since(begun);
      untilHalf(setup, job, runs);
      double peak = setup.server.peakMiB();
      long killed = System.nanoTime();
      setup.killAndStart();
      double ready = since(killed);
      untilNewCall(setup);
      double call = since(killed);
      double atHalf = LiveHeap.mib(setup.server.pid());
      long again = System.nanoTime();
      long before = setup.job(job).at("/counts/succeeded").asLong();
      Scenarios.end(setup, job, LONGEST_SECONDS);
      double rate = (runs - before) / since(again);
      return List.of(
          row(scenario, "lines accepted a second", "%,.0f", runs / accepted),
          row(scenario, "steps a second, second half", "%,.0f", rate),
          row(scenario, "live heap after it, half-way, MiB", "%.0f", atHalf),
          row(scenario, "live heap at the end, MiB", "%.0f", LiveHeap.mib(setup.server.pid())),
          row(
              scenario,
              "peak resident memory, MiB",
              "%.0f",
              Math.max(peak, setup.server.peakMiB())),
          row(scenario, "ready after kill -9 half-way, s", "%.1f", ready),
          row(scenario, "first new call after it, s", "%.1f", call),
          row(
              scenario,
              "disk a run with line and answer, bytes",
              "%.0f",
              (Scratch.bytes(setup.data()) - empty) / (double) runs));
    }
  }

  private static void untilHalf(Setup setup, String job, int runs)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (setup.answered() < runs / 2) {
      if (System.nanoTime() > until) {
        throw new IOException("half of the calls were not made in time: " + setup.job(job));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /**
   * Waits for a call that had not arrived at the kill.
   *
   * @throws IOException when none comes for a minute, as when nothing was left to do
   */
  static void untilNewCall(Setup setup) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (setup.arrived() <= setup.arrivedAtKill) {
      if (System.nanoTime() > until) {
        throw new IOException("no call was made after the kill");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
