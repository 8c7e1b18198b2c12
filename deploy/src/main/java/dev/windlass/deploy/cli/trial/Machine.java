package dev.windlass.deploy.cli.trial;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this machine has: programs, ports, and whose account this is. */
final class Machine {
  private Machine() {}

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  static boolean has(String program) {
    return onPath(System.getenv("PATH")).anyMatch(at -> Files.isExecutable(at.resolve(program)));
  }

  private static Stream<Path> onPath(@Nullable String path) {
    return path == null
        ? Stream.of()
        : Stream.of(path.split(File.pathSeparator, -1)).filter(at -> !at.isEmpty()).map(Path::of);
  }

  /**
   * The folder of a database server's programs, or null when there is none: on the path, or where
   * packages put those of each version, the newest first.
   *
   * @param packaged such as {@code /usr/lib/postgresql}
   */
  static @Nullable Path postgres(@Nullable String path, List<Path> packaged) throws IOException {
    var places = new ArrayList<>(onPath(path).toList());
    for (var folder : packaged) {
      if (Files.isDirectory(folder)) {
        try (var versions = Files.list(folder)) {
          versions
              .sorted((a, b) -> Double.compare(version(b), version(a)))
              .forEach(version -> places.add(version.resolve("bin")));
        }
      }
    }
    return places.stream()
        .filter(at -> Files.isExecutable(at.resolve("initdb")))
        .filter(at -> Files.isExecutable(at.resolve("postgres")))
        .findFirst()
        .orElse(null);
  }

  private static double version(Path folder) {
    var digits = folder.getFileName().toString().replaceAll("^[^0-9]*|[^0-9.].*$", "");
    return digits.matches("[0-9]+(\\.[0-9]+)?") ? Double.parseDouble(digits) : 0;
  }

  /** The wanted port of loopback when it is free, else another. */
  static int port(int wanted) throws IOException {
    try (var socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }
  }
}
