package dev.windlass.deploy.bench.scale;

import dev.windlass.deploy.bench.Machine;
import dev.windlass.deploy.bench.scale.Width.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One command, one table; exit code 1 when workers that are added do not add what they should. */
public final class ScaleBench {
  /** How many times as much as one worker so many have to do. */
  private static final Map<Integer, Double> TARGETS = Map.of(2, 1.9, 4, 3.7);

  private static final String HEAD =
      "workers  steps/s       x  target  kept  engine  workers  database  idle  bytes  packets"
          + "  engine sends      workers send";
  private static final String UNITS =
      "                                      CPU ms a step, each             on the wire a step"
          + "  messages, bytes a step, each way";

  private ScaleBench() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(ScaleOptions.usage());
      return;
    }
    ScaleOptions options;
    try {
      options = ScaleOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    var launcher = Path.of(System.getProperty("windlass.launcher", "deploy/windlass"));
    System.exit(run(options, List.of(launcher.toAbsolutePath().toString())) ? 0 : 1);
  }

  private static boolean run(ScaleOptions options, List<String> program)
      throws IOException, InterruptedException {
    var scratch = Files.createTempDirectory("windlass-bench-");
    System.out.println(Machine.describe(scratch));
    Files.delete(scratch);
    System.out.printf(
        "provider latency %d ms, pool %d: a worker can do %.0f steps a second%n%n",
        options.latencyMs(), options.pool(), options.pool() * 1_000.0 / options.latencyMs());
    System.out.println(UNITS);
    System.out.println(HEAD);
    boolean kept = true;
    double one = 0;
    for (int workers : options.workers()) {
      var measured = Width.measure(options, program, workers);
      one = workers == 1 ? measured.stepsPerSecond() : one;
      kept &= print(measured, one);
    }
    return kept;
  }

  private static boolean print(Measured m, double one) {
    var target = one > 0 ? TARGETS.get(m.workers()) : null;
    double times = one > 0 ? m.stepsPerSecond() / one : 0;
    boolean kept = target == null || times >= target;
    System.out.println(
        "%7d %8.0f %7s %7s %5s %7.3f %8.3f %9.3f %4.0f%% %6.0f %8.2f %8.3f %7.0f %8.3f %7.0f"
            .formatted(
                m.workers(),
                m.stepsPerSecond(),
                one > 0 ? "%.2f".formatted(times) : "",
                target == null ? "" : "%.1f".formatted(target),
                target == null ? "" : kept ? "yes" : "NO",
                m.engineCpu(),
                m.workerCpu(),
                m.databaseCpu(),
                100 * m.idle(),
                m.wireBytes(),
                m.packets(),
                m.engineSent(),
                m.engineBytes(),
                m.workersSent(),
                m.workersBytes()));
    return kept;
  }
}
