package dev.windlass.deploy.cli.trial;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the cluster's own, from the programs of this machine. It listens on loopback
 * alone, with a password: whoever is its superuser may run programs as its account. It refuses to
 * run as root, so root starts it as another user.
 */
final class LocalPostgres {
  static final String USER = "windlass";
  private static final List<Path> PACKAGED =
      List.of(
          Path.of("/usr/lib/postgresql"), Path.of("/usr/local/opt"), Path.of("/opt/homebrew/opt"));
  private static final Duration READY = Duration.ofSeconds(30);

  private final Path binaries;
  private final List<String> as;
  private final @Nullable String user;
  private final Path folder;

  private LocalPostgres(Path binaries, List<String> as, @Nullable String user, Path folder) {
    this.binaries = binaries;
    this.as = as;
    this.user = user;
    this.folder = folder;
  }

  /**
   * Looks for what is needed and changes nothing.
   *
   * @param folder of the cluster
   */
  static LocalPostgres of(Path folder) throws CliFailure, IOException {
    return of(folder, System.getenv("PATH"), PACKAGED);
  }

  static LocalPostgres of(Path folder, @Nullable String path, List<Path> packaged)
      throws CliFailure, IOException {
    var binaries = Machine.postgres(path, packaged);
    if (binaries == null) {
      throw CliFailure.of(
          Exit.UNEXPECTED,
          "a cluster keeps its journal in PostgreSQL, and this machine has none (no initdb found)",
          "install it: apt-get install postgresql, dnf install postgresql-server, brew install"
              + " postgresql; it need not be started");
    }
    if (!Machine.isRoot()) {
      return new LocalPostgres(binaries, List.of(), null, folder);
    }
    for (var user : List.of("postgres", "nobody")) {
      if (run(List.of("id", "-u", user)).code() == 0) {
        if (Machine.has("setpriv")) {
          var as =
              List.of("setpriv", "--reuid=" + user, "--regid=" + group(user), "--clear-groups");
          return new LocalPostgres(binaries, as, user, folder);
        }
        if (Machine.has("runuser")) {
          return new LocalPostgres(binaries, List.of("runuser", "-u", user, "--"), user, folder);
        }
      }
    }
    throw CliFailure.of(
        Exit.UNEXPECTED,
        "PostgreSQL refuses to run as root, and there is no other user to run it as",
        "run the command as an ordinary user, or install setpriv (util-linux)");
  }

  private static String group(String user) throws IOException {
    return run(List.of("id", "-g", user)).said().strip();
  }

  /** Makes an empty database. */
  void create(String password) throws CliFailure, IOException {
    var own = Files.createDirectories(folder.resolve("postgres"));
    var secret = own.resolve("password");
    Files.writeString(secret, password + "\n");
    if (user != null) {
      must(List.of("chown", "-R", user, own.toString()));
      if (run(as("test", "-w", own.toString())).code() != 0) {
        Files.delete(secret);
        throw CliFailure.of(
            Exit.UNEXPECTED,
            "PostgreSQL runs as the user " + user + ", who cannot reach " + own,
            "choose a folder whose parents are open to others, such as --dir /var/tmp/windlass-cluster");
      }
    }
    must(List.of("chmod", "600", secret.toString()));
    must(
        as(
            binaries.resolve("initdb").toString(),
            "-D",
            own.resolve("data").toString(),
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            "--pwfile=" + secret,
            "-E",
            "UTF8",
            "--no-locale"));
    Files.delete(secret);
  }

  /** Starts it, and waits until it takes connections. */
  Spawned start(Plan plan, Path pidFile) throws CliFailure, IOException, InterruptedException {
    var log = folder.resolve("postgres.log");
    Files.deleteIfExists(log);
    var server =
        Spawned.start(
            as(
                binaries.resolve("postgres").toString(),
                "-D",
                folder.resolve("postgres").resolve("data").toString(),
                "-p",
                Integer.toString(plan.postgres()),
                "-c",
                "listen_addresses=127.0.0.1",
                // a path in this folder may be longer than a socket's may be
                "-c",
                "unix_socket_directories="),
            Map.of(),
            pidFile,
            log);
    long until = System.nanoTime() + READY.toNanos();
    while (!Files.readString(log).contains("ready to accept connections")) {
      if (!server.alive() || System.nanoTime() - until > 0) {
        throw CliFailure.of(
            Exit.UNEXPECTED, "PostgreSQL did not start", "what it said stands in " + log);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return server;
  }

  static Map<String, String> environment(Plan plan) {
    return Map.of(
        "WINDLASS_JOURNAL_POSTGRES_URL",
        "jdbc:postgresql://127.0.0.1:" + plan.postgres() + "/postgres",
        "WINDLASS_JOURNAL_POSTGRES_USER",
        USER,
        "PGPASSWORD",
        plan.password());
  }

  private List<String> as(String... words) {
    var command = new ArrayList<>(as);
    command.addAll(List.of(words));
    return command;
  }

  private record Said(int code, String said) {}

  private static void must(List<String> command) throws CliFailure, IOException {
    var done = run(command);
    if (done.code() != 0) {
      throw CliFailure.of(
          Exit.UNEXPECTED, "`" + String.join(" ", command) + "` failed: " + done.said().strip());
    }
  }

  private static Said run(List<String> command) throws IOException {
    // not from a folder that another user may not enter
    var process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.onExit().join().exitValue(), said);
  }
}
