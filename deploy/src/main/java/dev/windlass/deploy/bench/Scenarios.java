package dev.windlass.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The measurements, each in a fresh setup. */
public final class Scenarios {
  /** What {@link #run} takes, each with what it is about. */
  public static final Map<String, String> NAMES = names();

  private static final int LATENCY_SECONDS = 40;

  private final Options options;

  public Scenarios(Options options) {
    this.options = options;
  }

  private static Map<String, String> names() {
    var names = new LinkedHashMap<String, String>();
    names.put("durable", "two-step chains at latency 0, in more detail");
    names.put(
        "wide", "10,000 two-step runs all in flight at 1 s latency: makespan without the ramp");
    names.put("heap", "100,000 lines through a heap of 512 MiB");
    names.put("latency", "what the engine adds between two steps at 1,000 steps a second");
    names.put("flight", "10,000 calls in flight at 10 s each, and after kill -9 in their middle");
    names.put("growth", "10,000, 100,000 and 1,000,000 runs in 512 MiB, killed half-way");
    return Collections.unmodifiableMap(names);
  }

  /** One line of the table. */
  public record Row(String scenario, String figure, String value) {}

  /**
   * @param scenario one of {@link #NAMES}
   */
  public List<Row> run(String scenario) throws IOException, InterruptedException {
    return switch (scenario) {
      case "durable" -> durable();
      case "wide" -> wide();
      case "heap" -> heap();
      case "latency" -> latency();
      case "flight" -> Flight.measure(options);
      case "growth" -> Growth.measure(options);
      default -> throw new IllegalArgumentException(scenario);
    };
  }

  private List<Row> durable() throws IOException, InterruptedException {
    try (var setup = new Setup(options, "durable", "0ms", 256, "1g", false)) {
      var job = setup.submit(25_000 * options.seconds());
      var timeline = watch(setup, job, options.seconds());
      setup.cancel(job);
      return List.of(
          row("durable", "steps/s, last two thirds", "%,.0f", timeline.rate()),
          row("durable", "CPU ms a step, last two thirds", "%.3f", timeline.cpuMsPerStep()),
          row("durable", "CPU ms a step, from the start", "%.3f", timeline.cpuMsPerStepOverall()),
          row("durable", "machine idle meanwhile, %%", "%.0f", 100 * timeline.idle()),
          row("durable", "peak resident memory, MiB", "%,.0f", setup.server.peakMiB()));
    }
  }

  private List<Row> wide() throws IOException, InterruptedException {
    int runs = 10_000;
    try (var setup = new Setup(options, "wide", "1s", runs, "1g", true)) {
      end(setup, setup.submit(runs), 120);
      var calls = CallLog.read(setup.callLog);
      double ramp = CallLog.ramp(calls);
      double makespan = CallLog.makespan(calls);
      return List.of(
          row("wide", "makespan of 10,000 runs of 2 x 1 s, s", "%.2f", makespan),
          row("wide", "ramp of first steps, s", "%.2f", ramp),
          row("wide", "makespan without the ramp, s", "%.2f", makespan - ramp),
          row("wide", "calls", "%,.0f", (double) calls.size()),
          row("wide", "threads", "%.0f", (double) setup.server.threads()));
    }
  }

  private List<Row> heap() throws IOException, InterruptedException {
    try (var setup = new Setup(options, "heap", "0ms", 256, "512m", false)) {
      long begun = System.nanoTime();
      var job = end(setup, setup.submit(100_000), 600);
      double seconds = (System.nanoTime() - begun) / 1e9;
      return List.of(
          row("heap", "lines ended of 100,000", "%,.0f", job.at("/counts/succeeded").asDouble()),
          row("heap", "steps/s, all of it", "%,.0f", 200_000 / seconds),
          row("heap", "peak resident memory, MiB", "%,.0f", setup.server.peakMiB()));
    }
  }

  /**
   * From the answer of a run's first step to the arrival of its second, at the provider. Lines come
   * one after the other, so that nothing is waited for but the engine.
   */
  private List<Row> latency() throws IOException, InterruptedException {
    try (var setup = new Setup(options, "latency", "100ms", 1_000, "1g", true)) {
      var feed = setup.feed(500);
      TimeUnit.SECONDS.sleep(LATENCY_SECONDS);
      feed.close();
      TimeUnit.SECONDS.sleep(1);
      var calls = new ArrayList<>(CallLog.read(setup.callLog));
      calls.sort(Comparator.comparingDouble(CallLog.Call::at));
      double half = calls.get(calls.size() / 3).at();
      var ended = new HashMap<String, Double>();
      var gaps = new ArrayList<Double>();
      for (var call : calls) {
        var first = ended.put(call.run(), call.end());
        if (first != null && call.at() > half) {
          gaps.add(1000 * (call.at() - first));
        }
      }
      gaps.sort(Comparator.naturalOrder());
      return List.of(
          row("latency", "added between two steps, p50, ms", "%.1f", gaps.get(gaps.size() / 2)),
          row("latency", "p99, ms", "%.1f", gaps.get(gaps.size() * 99 / 100)));
    }
  }

  private static Timeline watch(Setup setup, String job, int seconds)
      throws IOException, InterruptedException {
    var timeline = new Timeline();
    var machine = new Machine();
    machine.idle();
    long begun = System.nanoTime();
    double elapsed = 0;
    while (elapsed < seconds) {
      elapsed = (System.nanoTime() - begun) / 1e9;
      timeline.add(
          new Timeline.Sample(
              elapsed, setup.answered(), setup.server.cpuSeconds(), machine.idle()));
      TimeUnit.MILLISECONDS.sleep(250);
    }
    if (!setup.server.alive() || setup.job(job).path("state").asText().equals("completed")) {
      throw new IOException("the load ended before its time: " + setup.server.printed());
    }
    return timeline;
  }

  static JsonNode end(Setup setup, String id, int seconds)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < until) {
      var job = setup.job(id);
      if (job.path("state").asText().equals("completed")) {
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("the job did not end in " + seconds + " s: " + setup.job(id));
  }

  static Row row(String scenario, String figure, String format, double value) {
    return new Row(scenario, figure.replace("%%", "%"), format.formatted(value));
  }
}
