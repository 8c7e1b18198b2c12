package dev.windlass.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** One command, one table. Every scenario is bounded in time and stops what it started. */
public final class Bench {
  private Bench() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    if (!Files.isReadable(Path.of("/proc/stat"))) {
      System.err.println("bench: needs Linux's /proc to count processor time");
      System.exit(2);
    }
    var launcher = Path.of(System.getProperty("windlass.launcher", "deploy/windlass"));
    Options options;
    try {
      options = Options.parse(args, launcher);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    var scratch = Files.createTempDirectory("windlass-bench-");
    System.out.println(Machine.describe(scratch));
    Files.delete(scratch);
    var provider = options.provider();
    System.out.println(
        "provider: "
            + (provider == null ? "simulated, in its own process" : provider)
            + "; journal: "
            + options.journal()
            + ", every acknowledgement synced");
    System.out.println();
    System.out.printf("%-9s %-40s %14s%n", "scenario", "figure", "value");
    var scenarios = new Scenarios(options);
    for (var scenario : options.scenarios()) {
      for (var row : scenarios.run(scenario)) {
        System.out.printf("%-9s %-40s %14s%n", row.scenario(), row.figure(), row.value());
      }
    }
  }
}
