package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One command, one table; exit code 1 when a target is missed. */
public final class LimitBench {
  private LimitBench() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(LimitOptions.usage());
      return;
    }
    if (!Files.isReadable(Path.of("/proc/stat"))) {
      System.err.println("bench: needs Linux's /proc to count processor time");
      System.exit(2);
    }
    var launcher = Path.of(System.getProperty("windlass.launcher", "deploy/windlass"));
    LimitOptions options;
    try {
      options = LimitOptions.parse(args, launcher);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(LimitOptions options) throws IOException, InterruptedException {
    var scratch = Files.createTempDirectory("windlass-bench-");
    System.out.println(Machine.describe(scratch));
    Files.delete(scratch);
    var provider = options.provider();
    System.out.println(
        "provider: " + (provider == null ? "simulated, in its own process" : provider));
    System.out.println();
    System.out.println(OutcomeTable.HEAD);
    boolean reached = true;
    try (var progress = new Progress(System.getProperty("stderr.tty") != null)) {
      for (var scenario : options.scenarios()) {
        progress.begin(scenario.name(), scenario.seconds());
        var outcomes = outcomes(options, scenario, progress);
        progress.end();
        for (var outcome : outcomes) {
          OutcomeTable.lines(outcome).forEach(System.out::println);
          reached &= outcome.reached();
        }
      }
    }
    System.out.println();
    System.out.println(reached ? "every target reached" : "MISSED: see the table");
    return reached;
  }

  /** A scenario that breaks has missed its targets; the others go on. */
  private static List<Outcome> outcomes(LimitOptions options, Scenario scenario, Progress progress)
      throws InterruptedException {
    try (var rig = new Rig(options, scenario.name(), progress)) {
      return scenario.measurement().run(rig);
    } catch (IOException | RuntimeException e) {
      progress.end();
      System.err.println(scenario.name() + ": " + e);
      return List.of(Outcome.broken(scenario.name()));
    }
  }
}
