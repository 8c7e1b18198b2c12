package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.Machine;
import dev.windlass.deploy.faults.nightly.Session.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One command, one table; exit code 1 when a promise was broken. */
public final class Nightly {
  private static final int BRIEF_SECONDS = 15;
  private static final int LONG_SECONDS = 60;

  private final NightlyOptions options;
  private final List<String> program;
  private final Report report = new Report();

  private Nightly(NightlyOptions options, List<String> program) {
    this.options = options;
    this.program = program;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(NightlyOptions.usage());
      return;
    }
    if (!Files.isReadable(Path.of("/proc/stat"))) {
      System.err.println("faults: needs Linux and its /proc");
      System.exit(2);
    }
    NightlyOptions options;
    try {
      options = NightlyOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    var launcher = Path.of(System.getProperty("windlass.launcher", "deploy/windlass"));
    var scratch = Files.createTempDirectory("windlass-faults-");
    System.out.println(Machine.describe(scratch));
    Files.delete(scratch);
    var program = List.of(launcher.toAbsolutePath().toString());
    System.exit(new Nightly(options, program).run() ? 0 : 1);
  }

  private boolean run() throws InterruptedException {
    if (options.brief()) {
      var wanted = brief().stream().filter(each -> options.only().contains(family(each))).toList();
      session(program).run("these", wanted);
    }
    for (var name : options.only()) {
      switch (name) {
        case "F2", "F3", "F4", "F5" -> {
          if (!options.brief()) {
            session(program).run(name, whole(name));
          }
        }
        case "F18" -> upgrade();
        case NightlyOptions.MILLION -> million();
        default -> withoutDatabase(name);
      }
    }
    System.out.println();
    System.out.println(report.kept() ? "every promise kept" : "BROKEN: see the table");
    return report.kept();
  }

  private Session session(List<String> nodes) {
    return new Session(program, nodes, options.times(), options.brief(), options.keep(), report);
  }

  private static String family(Named each) {
    return each.name().split(" ", 2)[0];
  }

  /** Those that fit into a gate, one of each. */
  static List<Named> brief() {
    return List.of(
        new Named("F2", new Killed()),
        new Named("F3", new Rolled()),
        new Named("F4 10 s", new Stilled(10)),
        new Named("F5 cut", new Parted(Parted.Way.WHOLE)));
  }

  private static List<Named> whole(String name) {
    return switch (name) {
      case "F2" -> List.of(new Named("F2", new Killed()));
      case "F3" -> List.of(new Named("F3", new Rolled()));
      case "F4" ->
          List.of(new Named("F4 10 s", new Stilled(10)), new Named("F4 60 s", new Stilled(60)));
      default ->
          List.of(
              new Named("F5 cut", new Parted(Parted.Way.WHOLE)),
              new Named("F5 mute", new Parted(Parted.Way.ONE_WAY)),
              new Named("F5 flap", new Parted(Parted.Way.FLAPPING)));
    };
  }

  private void upgrade() throws InterruptedException {
    var jar = options.previous();
    if (jar == null) {
      report.skipped("F18", "no --previous JAR was given");
      return;
    }
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var previous = List.of(java, "-Xmx400m", "-XX:+UseParallelGC", "-jar", jar.toString());
    session(previous).run("F18", List.of(new Named("F18", new Upgraded(previous, program))));
  }

  private void withoutDatabase(String name) throws InterruptedException {
    int seconds = options.brief() ? BRIEF_SECONDS : LONG_SECONDS;
    for (int run = 1; run <= options.times(); run++) {
      try {
        report.add(name, run, new WithoutDatabase(program, name.equals("F6"), seconds).run());
      } catch (IOException | RuntimeException e) {
        report.failed(name, run, e);
      }
    }
  }

  private void million() throws InterruptedException {
    try {
      report.add("million", 0, Million.run(program, options.lines(), options.keep()));
    } catch (IOException | RuntimeException e) {
      report.failed("million", 0, e);
    }
  }
}
