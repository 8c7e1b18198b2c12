package dev.windlass.engine.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own in a folder of its own, from the binaries of this machine. The server
 * refuses to run as root, so then it runs as another user.
 */
public final class TemporaryPostgres implements AutoCloseable {
  private static final String USER = "windlass";

  private final Path folder;
  private final Process server;
  private final int port;

  private TemporaryPostgres(Path folder, Process server, int port) {
    this.folder = folder;
    this.server = server;
    this.port = port;
  }

  /** Why there can be none on this machine, or null when there can. */
  public static @Nullable String whyNot() {
    if (binaries() == null) {
      return "initdb was found neither on the PATH nor under /usr/lib/postgresql";
    }
    return isRoot() && asOther() == null
        ? "it cannot run as root, and neither setpriv nor the users postgres or nobody are there"
        : null;
  }

  public static TemporaryPostgres start() throws Exception {
    var folder = Files.createTempDirectory("pg");
    var data = folder.resolve("data");
    if (isRoot()) {
      run(List.of("chown", user(), folder.toString()));
    }
    var bin = binaries();
    run(
        command(
            bin + "/initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "-N"));
    int port = freePort();
    var server =
        new ProcessBuilder(
                command(
                    bin + "/postgres",
                    "-D",
                    data.toString(),
                    "-p",
                    Integer.toString(port),
                    "-k",
                    folder.toString(),
                    "-c",
                    "listen_addresses=127.0.0.1"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var postgres = new TemporaryPostgres(folder, server, port);
    postgres.awaitStart();
    return postgres;
  }

  private void awaitStart() throws Exception {
    for (int tries = 0; tries < 300; tries++) {
      try {
        DriverManager.getConnection(url(), USER, "").close();
        return;
      } catch (SQLException e) {
        if (!server.isAlive()) {
          throw new IOException("PostgreSQL ended: " + Files.readString(folder.resolve("log")));
        }
        Thread.sleep(100);
      }
    }
    throw new IOException("PostgreSQL does not answer within 30 s");
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public Config config() {
    return ConfigFactory.parseMap(
        Map.of(
            "windlass.journal.kind",
            "postgres",
            "windlass.journal.postgres.url",
            url(),
            "windlass.journal.postgres.user",
            USER,
            "windlass.journal.postgres.password",
            ""));
  }

  @Override
  public void close() throws IOException {
    run(List.of("kill", "-INT", Long.toString(server.pid()))); // ends sessions, then stops
    if (server.onExit().completeOnTimeout(server, 20, TimeUnit.SECONDS).join().isAlive()) {
      server.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private static @Nullable Path binaries() {
    var places = new ArrayList<Path>();
    for (var each : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      places.add(Path.of(each));
    }
    var packaged = new File("/usr/lib/postgresql").listFiles();
    if (packaged != null) {
      Arrays.stream(packaged).map(each -> each.toPath().resolve("bin")).forEach(places::add);
    }
    return places.stream()
        .filter(each ->
            Files.isExecutable(each.resolve("initdb"))
                && Files.isExecutable(each.resolve("postgres")))
        .findFirst()
        .orElse(null);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static @Nullable String user() {
    return Stream.of("postgres", "nobody")
        .filter(each -> succeeds(List.of("id", "-u", each)))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable List<String> asOther() {
    var user = user();
    return user == null || !succeeds(List.of("setpriv", "--version"))
        ? null
        : List.of("setpriv", "--reuid=" + user, "--clear-groups");
  }

  private static List<String> command(String... words) {
    var other = isRoot() ? asOther() : null;
    return Stream.concat(other == null ? Stream.of() : other.stream(), Stream.of(words)).toList();
  }

  private static boolean succeeds(List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void run(List<String> command) throws IOException {
    var process =
        new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command + " failed: " + said);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
