package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The programs of others: where they are, and that they are installed.
 *
 * @param programs folder of the sources and of the script that installs
 * @param installed folder of what they run on
 */
record Peers(Path programs, Path installed) {
  private static final String PLACE = "WINDLASS_PEERS";
  private static final long INSTALL_SECONDS = 600;

  /** Small enough to be installed whenever it is missing. */
  private static final Set<String> ALWAYS = Set.of("raw_asyncio");

  static Peers of(Path launcher) {
    var place = System.getenv(PLACE);
    return new Peers(
        launcher.resolveSibling("peers"),
        place == null
            ? launcher.resolveSibling("target").resolve("peers")
            : Path.of(place).toAbsolutePath());
  }

  /**
   * Sees to it that this peer is installed; does nothing for a system that is no peer.
   *
   * @param install whether it may be installed now, which takes up to some minutes
   * @throws IOException saying why it is not
   */
  void need(String peer, boolean install) throws IOException, InterruptedException {
    if (!isPeer(peer) || script("--have", peer).isEmpty()) {
      return;
    }
    if (!install && !ALWAYS.contains(peer)) {
      throw new IOException("not installed; deploy/peers/install " + peer);
    }
    System.err.println("installing " + peer + " ...");
    var why = script(peer);
    if (!why.isEmpty()) {
      throw new IOException("not installed: " + why.getLast());
    }
  }

  private boolean isPeer(String name) {
    return Files.exists(programs.resolve(name)) || Files.exists(programs.resolve(name + ".txt"));
  }

  /** What the script printed when it failed; nothing when all is well. */
  private List<String> script(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(programs.resolve("install").toString()));
    command.addAll(List.of(words));
    var log = Files.createTempFile("windlass-peer-", ".log");
    try (var child = Child.start(command, Map.of(PLACE, installed.toString()), log)) {
      int code = child.endsWithin(TimeUnit.SECONDS.toMillis(INSTALL_SECONDS));
      if (code == 0) {
        return List.of();
      }
      if (child.alive()) {
        return List.of("it took longer than " + INSTALL_SECONDS + " s");
      }
      var said = child.printed().lines().filter(line -> !line.isBlank()).toList();
      return said.isEmpty() ? List.of("exit code " + code) : said;
    } finally {
      Files.delete(log);
    }
  }

  /** The interpreter with this peer's packages. */
  String python(String peer) {
    return installed.resolve(peer).resolve("bin").resolve("python").toString();
  }

  String program(String file) {
    return programs.resolve(file).toString();
  }
}
