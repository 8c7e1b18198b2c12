package dev.windlass.deploy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process under measurement, with all it starts. Linux only: reads {@code /proc}. */
public final class Child implements AutoCloseable {
  /** Ticks of processor time a second, as {@code /proc} counts them on every usual kernel. */
  private static final double TICKS = 100;

  private final Process process;
  public final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it; what it prints goes to {@code log}. */
  public static Child start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new Child(builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /**
   * Processor seconds so far, user and system, of the process, its living descendants, and those of
   * them that ended and were waited for. 0 once it has ended itself.
   */
  public double cpuSeconds() {
    double ticks = 0;
    for (long pid : pids()) {
      try {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        for (int i = 11; i <= 14; i++) {
          ticks += Long.parseLong(fields[i]);
        }
      } catch (IOException gone) {
        // it ended between the listing and the reading
      }
    }
    return ticks / TICKS;
  }

  /** Largest resident memory so far, in MiB. */
  public double peakMiB() {
    return status("VmHWM:") / 1024.0;
  }

  /** Memory that it and its descendants hold now, in MiB; what they share is counted once. */
  public double memoryMiB() {
    double kib = 0;
    for (long pid : pids()) {
      try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
        kib +=
            lines
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
      } catch (IOException | UncheckedIOException gone) {
        // it ended between the listing and the reading, or is not ours to look into
      }
    }
    return kib / 1024;
  }

  long threads() {
    return status("Threads:");
  }

  private long status(String field) {
    try {
      for (var line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException gone) {
      // it has ended
    }
    return 0;
  }

  private List<Long> pids() {
    var all = new ArrayList<Long>();
    all.add(process.pid());
    process.descendants().forEach(each -> all.add(each.pid()));
    return all;
  }

  /** Text of what it has printed so far. */
  public String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }

  /** As kill -9 does; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Exit code once it has ended by itself within this time, else -1. */
  public int endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
  }

  /** Sends a signal, such as STOP or CONT. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    var all = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
