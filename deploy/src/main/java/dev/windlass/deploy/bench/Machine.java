package dev.windlass.deploy.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The machine: what it is, and how much of it is idle. */
public final class Machine {
  private long lastIdle;
  private long lastAll;

  /** Share of all processors that was idle since the last call, 0 to 1. */
  public double idle() throws IOException {
    var fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split("\\s+", -1);
    long all = Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).sum();
    long idle = Long.parseLong(fields[4]);
    double share = all == lastAll ? 0 : (idle - lastIdle) / (double) (all - lastAll);
    lastAll = all;
    lastIdle = idle;
    return share;
  }

  /** One line about it; writes into this folder to find the time of a sync. */
  public static String describe(Path scratch) throws IOException {
    var model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse("unknown processor");
    return "%d cores of %s, Java %s, a synced write of 4 KiB takes %.1f ms here"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            model,
            Runtime.version().feature(),
            syncMs(scratch));
  }

  /** Median of 21 synced writes in this folder, in milliseconds. */
  private static double syncMs(Path folder) throws IOException {
    var file = Files.createTempFile(folder, "sync", ".tmp");
    var times = new double[21];
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < times.length; i++) {
        long begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
        times[i] = (System.nanoTime() - begun) / 1e6;
      }
    }
    Files.delete(file);
    Arrays.sort(times);
    return times[times.length / 2];
  }
}
