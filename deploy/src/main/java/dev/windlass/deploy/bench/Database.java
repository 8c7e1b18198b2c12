package dev.windlass.deploy.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL for the journal: the one that {@code WINDLASS_JOURNAL_POSTGRES_URL} names, else one of
 * its own from the binaries of this machine, which refuses to run as root and runs as the user
 * postgres then.
 */
public final class Database implements AutoCloseable {
  private static final String URL = "WINDLASS_JOURNAL_POSTGRES_URL";
  private static final String LOOPBACK = "127.0.0.1";
  private static final long START_SECONDS = 30;

  private final Map<String, String> environment;
  private final List<String> command;
  private final int port;
  private final Path log;
  private @Nullable Child server;

  private Database(Map<String, String> environment, List<String> command, int port, Path log) {
    this.environment = environment;
    this.command = command;
    this.port = port;
    this.log = log;
  }

  /** Its port on 127.0.0.1, of one of our own. */
  public int port() {
    return port;
  }

  /** What a node must have in its environment. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Its process with all of its sessions; null when it is somebody else's. */
  public @Nullable Child server() {
    return server;
  }

  /** Its address as libraries other than Java's take it; of one of our own only. */
  public String libpqUrl() {
    var jdbc = Objects.requireNonNull(environment.get(URL), "a database of our own");
    return jdbc.replace("jdbc:postgresql://", "postgresql://windlass@");
  }

  public static Database open(Path folder) throws IOException, InterruptedException {
    return System.getenv(URL) == null ? own(folder) : new Database(Map.of(), List.of(), 0, folder);
  }

  /**
   * A new one with its data in {@code folder}, whatever the environment names.
   *
   * @throws IOException when this machine has no PostgreSQL, or it does not start
   */
  public static Database own(Path folder) throws IOException, InterruptedException {
    return own(folder, LOOPBACK);
  }

  /**
   * As {@link #own(Path)}, at another address of this machine as well: whoever is in that network
   * may do everything to it.
   */
  public static Database own(Path folder, String host) throws IOException, InterruptedException {
    var binaries = binaries();
    Files.createDirectories(folder);
    var parent = folder.getParent();
    if (isRoot() && parent != null) {
      run(List.of("chmod", "755", parent.toString()), parent.resolve("postgres.log"));
      run(List.of("chown", "postgres", folder.toString()), parent.resolve("postgres.log"));
    }
    var data = folder.resolve("data").toString();
    var log = folder.resolveSibling("postgres.log");
    run(as(binaries + "/initdb", "-D", data, "-U", "windlass", "-A", "trust", "-E", "UTF8"), log);
    if (!host.equals(LOOPBACK)) {
      var rules = folder.resolve("data").resolve("pg_hba.conf");
      Files.writeString(rules, "host all all samenet trust\n", StandardOpenOption.APPEND);
    }
    int port = Http.freePort();
    var command =
        as(
            binaries + "/postgres",
            "-D",
            data,
            "-p",
            "" + port,
            "-k",
            folder.toString(),
            "-c",
            "listen_addresses=" + (host.equals(LOOPBACK) ? host : host + "," + LOOPBACK));
    var database =
        new Database(
            Map.of(
                URL,
                "jdbc:postgresql://" + host + ":" + port + "/postgres",
                "WINDLASS_JOURNAL_POSTGRES_USER",
                "windlass"),
            command,
            port,
            log);
    database.start();
    return database;
  }

  /** Starts it again after {@link #crash}; of one of our own only. */
  public void start() throws IOException, InterruptedException {
    server = Child.start(command, Map.of(), log);
    awaitPort(server, port);
  }

  /** Ends it at once, its sessions with it; what it had confirmed is recovered at its start. */
  public void crash() throws IOException, InterruptedException {
    var running = Objects.requireNonNull(server, "a database of our own");
    running.signal("QUIT");
    if (running.endsWithin(TimeUnit.SECONDS.toMillis(20)) < 0) {
      running.kill();
    }
  }

  private static void awaitPort(Child server, int port) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!server.printed().contains("ready to accept connections")) {
      if (!server.alive() || System.nanoTime() > until) {
        throw new IOException("PostgreSQL did not start:\n" + server.printed());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }

  private static Path binaries() throws IOException {
    var places = new ArrayList<Path>();
    for (var each : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      places.add(Path.of(each));
    }
    var packaged = new File("/usr/lib/postgresql").listFiles();
    Stream.of(packaged == null ? new File[0] : packaged)
        .forEach(each -> places.add(each.toPath().resolve("bin")));
    return places.stream()
        .filter(each -> Files.isExecutable(each.resolve("initdb")))
        .filter(each -> Files.isExecutable(each.resolve("postgres")))
        .findFirst()
        .orElseThrow(
            () -> new IOException("no initdb on this machine: install postgresql, or set " + URL));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> as(String... words) {
    var command = new ArrayList<String>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--clear-groups"));
    }
    command.addAll(List.of(words));
    return command;
  }

  private static void run(List<String> command, Path log) throws IOException, InterruptedException {
    try (var child = Child.start(command, Map.of(), log)) {
      if (child.endsWithin(TimeUnit.SECONDS.toMillis(START_SECONDS)) != 0) {
        throw new IOException(command + " failed:\n" + child.printed());
      }
    }
  }

  /** Ends its sessions and stops it. */
  @Override
  public void close() throws IOException {
    if (server == null) {
      return;
    }
    try {
      server.signal("INT");
      server.endsWithin(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }
}
