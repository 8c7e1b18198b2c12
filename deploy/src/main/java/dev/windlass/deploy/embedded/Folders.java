package dev.windlass.deploy.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Data folders that nobody asked to keep. */
final class Folders {
  private Folders() {}

  static Path temporary() throws IOException {
    return Files.createTempDirectory("windlass-");
  }

  static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
