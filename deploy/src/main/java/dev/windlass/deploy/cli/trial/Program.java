package dev.windlass.deploy.cli.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs this program once more. */
public final class Program {
  private Program() {}

  /** By the launcher where there is one: it starts a server in about half the time. */
  static List<String> of(String heap, String... words) {
    var launcher = System.getProperty("windlass.launcher");
    if (launcher == null || !Files.isExecutable(Path.of(launcher))) {
      var options = List.of("-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-Xmx" + heap);
      return byJava(options, List.of(words));
    }
    var command = new ArrayList<String>();
    command.add(launcher);
    command.addAll(List.of(words));
    return command;
  }

  /**
   * By the JVM that runs this one, with its class path.
   *
   * @param options of the JVM beside those that the program needs
   */
  public static List<String> byJava(List<String> options, List<String> words) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.windlass.deploy.Main"));
    command.addAll(words);
    return command;
  }
}
