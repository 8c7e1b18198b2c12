package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Machine;
import dev.windlass.deploy.bench.Options;
import dev.windlass.deploy.bench.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One command, one table. Everything is bounded in time and stops what it started. */
public final class SpeedBench {
  /** In which a quick comparison starts new loads; the last then ends within three minutes. */
  private static final long QUICK_SECONDS = 150;

  private static final String SCENARIO_ROW = "%-30s %-40s %14s%n";

  private final SpeedOptions options;
  private final Path launcher;
  private final Peers peers;
  private final long begun = System.nanoTime();

  private SpeedBench(SpeedOptions options, Path launcher) {
    this.options = options;
    this.launcher = launcher;
    this.peers = Peers.of(launcher);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(SpeedOptions.usage());
      return;
    }
    if (!Files.isReadable(Path.of("/proc/stat"))) {
      System.err.println("bench: needs Linux's /proc to count processor time");
      System.exit(2);
    }
    SpeedOptions options;
    try {
      options = SpeedOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    var launcher = Path.of(System.getProperty("windlass.launcher", "deploy/windlass"));
    System.exit(new SpeedBench(options, launcher.toAbsolutePath()).run() ? 0 : 1);
  }

  /** Whether Windlass could be measured; a peer may be absent. */
  private boolean run() throws IOException, InterruptedException {
    describe();
    boolean well = options.systems().isEmpty() || compare();
    if (!options.scenarios().isEmpty()) {
      System.out.println();
      scenarios();
    }
    return well;
  }

  private void describe() throws IOException, InterruptedException {
    var scratch = Files.createTempDirectory("windlass-bench-");
    System.out.println(Machine.describe(scratch));
    Files.delete(scratch);
    var machine = new Machine();
    machine.idle();
    TimeUnit.SECONDS.sleep(1);
    System.out.printf(
        "%.0f %% of the machine is idle before the first load%n", 100 * machine.idle());
    var provider = options.provider();
    System.out.println(
        "provider: "
            + (provider == null ? "simulated" : provider)
            + ", in its own process on this machine, latency 0");
    System.out.println();
  }

  private boolean compare() throws InterruptedException {
    System.out.println(
        "two-step chains, "
            + options.seconds()
            + " s of load each, the last two thirds count; CPU, disk: a step");
    System.out.println(SpeedTable.HEAD);
    var warnings = new ArrayList<String>();
    Double windlass = null;
    boolean well = true;
    for (var name : options.systems()) {
      var row = measured(Contenders.named(name));
      if (windlass == null && name.equals(Contenders.REFERENCE)) {
        windlass = rate(row);
      }
      System.out.println(SpeedTable.line(row, windlass));
      warnings.addAll(SpeedTable.warnings(row));
      well &= row instanceof SpeedTable.Measured || !name.startsWith(Contenders.REFERENCE);
    }
    warnings.forEach(System.out::println);
    return well;
  }

  private static @Nullable Double rate(SpeedTable.Row row) {
    return row instanceof SpeedTable.Measured(var who, var figures)
        ? (Double) figures.stepsPerSecond()
        : null;
  }

  /** A system that breaks is told as such; the others go on. */
  private SpeedTable.Row measured(Contender contender) throws InterruptedException {
    if (options.quick() && secondsGone() > QUICK_SECONDS) {
      return new SpeedTable.Absent(contender, "the three minutes were nearly over");
    }
    try {
      peers.need(contender.name(), !options.quick());
      System.err.println(contender.label() + " ...");
      try (var stage = new Stage(contender, options, launcher, peers)) {
        var figures = Measurement.of(contender, stage, options.seconds());
        return new SpeedTable.Measured(contender, figures);
      }
    } catch (IOException | RuntimeException e) {
      var why = e.getMessage() == null ? e.toString() : e.getMessage();
      return new SpeedTable.Absent(contender, why.lines().findFirst().orElse("").strip());
    }
  }

  private long secondsGone() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
  }

  private void scenarios() throws IOException, InterruptedException {
    System.out.printf(SCENARIO_ROW, "scenario", "figure", "value");
    var all =
        new Scenarios(
            new Options(
                launcher,
                options.provider(),
                options.journal(),
                options.seconds(),
                options.keep()));
    for (var scenario : options.scenarios()) {
      List<Scenarios.Row> rows = all.run(scenario);
      rows.forEach(
          row -> System.out.printf(SCENARIO_ROW, row.scenario(), row.figure(), row.value()));
    }
  }
}
