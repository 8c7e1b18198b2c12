package dev.windlass.deploy.cli.doctor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/** Java, disk and port of this machine. */
final class MachineChecks {
  private static final int LEAST_JAVA = 21;
  private static final int SYNCS = 15;
  private static final int PAGE = 4096;
  private static final double SLOW_SYNC_MS = 20;
  private static final long LITTLE_SPACE = 2L << 30;
  private static final long NO_SPACE = 200L << 20;

  private MachineChecks() {}

  static Finding java(int release) {
    var found = "release " + release + " in " + System.getProperty("java.home");
    return release >= LEAST_JAVA
        ? Finding.ok("java", found)
        : Finding.fail(
            "java",
            found,
            "install a JDK of release 21 or newer, or set WINDLASS_JAVA_HOME to one");
  }

  static Finding processors() {
    int processors = Runtime.getRuntime().availableProcessors();
    long heapMiB = Runtime.getRuntime().maxMemory() >> 20;
    return processors >= 2
        ? Finding.ok("processors", processors + ", this command's heap " + heapMiB + " MiB")
        : Finding.warn(
            "processors", "1", "it works, at less than half of the speed: give it two or more");
  }

  static Finding folder(Path data) {
    try {
      boolean fresh = !Files.exists(data);
      var place = fresh ? existing(data) : data;
      var probe = Files.createTempFile(place, ".windlass-probe", "");
      Files.delete(probe);
      return Finding.ok(
          "data folder",
          data.toAbsolutePath().normalize() + (fresh ? " (made when it is needed)" : ""));
    } catch (IOException refused) {
      return Finding.fail(
          "data folder",
          data.toAbsolutePath().normalize() + " cannot be written: " + refused.getMessage(),
          "choose another one with --data, or change who owns it");
    }
  }

  /**
   * How long the disk takes to promise that a page is kept: what every acknowledgement waits for.
   */
  static Finding sync(Path data) {
    try {
      var probe = Files.createTempFile(existing(data), ".windlass-probe", "");
      try (var channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
        var times = new long[SYNCS];
        for (int i = 0; i < SYNCS; i++) {
          long begun = System.nanoTime();
          channel.write(ByteBuffer.allocate(PAGE));
          channel.force(false);
          times[i] = System.nanoTime() - begun;
        }
        Arrays.sort(times);
        double ms = times[SYNCS / 2] / 1e6;
        var found = String.format(Locale.ROOT, "%.2f ms for a page (median of %d)", ms, SYNCS);
        return ms <= SLOW_SYNC_MS
            ? Finding.ok("sync to disk", found)
            : Finding.warn(
                "sync to disk",
                found,
                "answers wait for it; a local SSD for --data is many times faster");
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException failed) {
      return Finding.fail(
          "sync to disk", String.valueOf(failed.getMessage()), "see the data folder above");
    }
  }

  static Finding space(Path data) {
    try {
      long free = Files.getFileStore(existing(data)).getUsableSpace();
      var found = String.format(Locale.ROOT, "%.1f GiB free", free / (double) (1 << 30));
      if (free < NO_SPACE) {
        return Finding.fail("disk space", found, "free some: a full disk stops every job");
      }
      return free < LITTLE_SPACE
          ? Finding.warn(
              "disk space", found, "a step of a chain takes about a KiB; see that it is enough")
          : Finding.ok("disk space", found);
    } catch (IOException unknown) {
      return Finding.warn(
          "disk space", String.valueOf(unknown.getMessage()), "see that there is enough");
    }
  }

  static Finding port(int port) {
    var what = "port " + port;
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Finding.ok(what, "free");
    } catch (IOException taken) {
      return isWindlass(port)
          ? Finding.ok(what, "a Windlass server listens there")
          : Finding.warn(
              what, "held by another program", "start the server with --bind and another port");
    }
  }

  private static boolean isWindlass(int port) {
    try {
      var url = URI.create("http://127.0.0.1:" + port + "/livez").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(2_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException no) {
      return false;
    }
  }

  /** The folder, or the nearest one above it that is there. */
  private static Path existing(Path folder) {
    var place = folder.toAbsolutePath();
    while (!Files.isDirectory(place) && place.getParent() != null) {
      place = place.getParent();
    }
    return place;
  }
}
