package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.JournalTools;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code windlass journal}. */
final class JournalVerbs {
  private static final String JDBC = "jdbc:postgresql:";

  private JournalVerbs() {}

  private interface Work<T> {
    T run() throws StartFailure;
  }

  private static <T> T done(Work<T> work) throws CliFailure {
    try {
      return work.run();
    } catch (StartFailure e) {
      throw CliFailure.of(Exit.ofCode(e.exitCode()), String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String url(String flag, @Nullable String url) throws CliFailure {
    if (url != null && !url.startsWith(JDBC)) {
      throw CliFailure.usage(flag + " " + url, "it is like jdbc:postgresql://host:5432/windlass");
    }
    return url;
  }

  /** A data folder as of now. */
  @Command(
      name = "backup",
      description = "Copies a data folder as of this moment, also while a server works on it.",
      footer = {"", "The copy is a data folder: `windlass server --data DIR` goes on from it."})
  static final class Backup extends Verb {
    @Parameters(paramLabel = "DIR", description = "New folder for the copy.")
    String to = "";

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder of the journal (.windlass).")
    @Nullable String data;

    @Override
    public Exit call() throws CliFailure {
      var from = Host.data(console(), data);
      var into = console().path(to);
      var written = done(() -> session().journals().get().backup(from, into));
      if (json) {
        print(
            Json.object()
                .put("folder", into.toString())
                .put("events", written.events())
                .put("bytes", written.bytes()));
      } else {
        say("backed up " + written.events() + " events (" + written.bytes() + " bytes) to " + into);
      }
      return Exit.OK;
    }
  }

  /** From a data folder to PostgreSQL. */
  @Command(
      name = "copy",
      description = {
        "Copies the journal of a data folder into an empty PostgreSQL database, so that a server on",
        "it goes on where the folder's server stopped: same jobs, ids and cursors."
      },
      footer = {
        "",
        "Stop the folder's server first, and do not start it again: two that go on from the same",
        "journal would call twice. The folder stays as it is. An interrupted copy goes on with the",
        "same command. The password comes from PGPASSWORD or the config file."
      })
  static final class Copy extends Verb {
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Option(names = "--from", paramLabel = "DIR", required = true, description = "Data folder.")
    String from = "";

    @Option(
        names = "--to",
        paramLabel = "URL",
        required = true,
        description = "jdbc:postgresql://HOST:PORT/DATABASE, empty.")
    String to = "";

    @Option(names = "--user", paramLabel = "ROLE", description = "Role of the database.")
    @Nullable String user;

    @Option(names = "--config", paramLabel = "FILE", description = "As the server's.")
    @Nullable String config;

    private long told = System.nanoTime();

    @Override
    public Exit call() throws CliFailure {
      var folder = console().path(from);
      var database =
          new JournalTools.Database(
              url("--to", to), user, config == null ? null : console().path(config));
      var copied = done(() -> session().journals().get().copy(folder, database, this::tell));
      if (json) {
        print(Json.object().put("events", copied.events()).put("snapshots", copied.snapshots()));
      } else {
        say(
            "copied and checked: "
                + copied.events()
                + " events, "
                + copied.snapshots()
                + " snapshots. Start servers with --journal postgres from now on, and none on "
                + folder);
      }
      return Exit.OK;
    }

    private void tell(long events, long all) {
      long now = System.nanoTime();
      if (now - told >= TELL_NANOS) {
        told = now;
        say(events + " of " + all + " events");
      }
    }
  }

  /** The tables of a database. */
  @Command(
      name = "migrate",
      description = {
        "Brings the tables of a PostgreSQL journal up to date. A server does so when it starts; this",
        "is for when its role may not, or windlass.journal.postgres.migrate is off."
      })
  static final class Migrate extends Verb {
    @Option(
        names = "--to",
        paramLabel = "URL",
        description = "jdbc:postgresql://HOST:PORT/DATABASE (as the server's).")
    @Nullable String to;

    @Option(names = "--user", paramLabel = "ROLE", description = "Role of the database.")
    @Nullable String user;

    @Option(names = "--config", paramLabel = "FILE", description = "As the server's.")
    @Nullable String config;

    @Option(names = "--print-sql", description = "Print what would be run, and change nothing.")
    boolean printSql;

    @Override
    public Exit call() throws CliFailure {
      var database =
          new JournalTools.Database(
              url("--to", to), user, config == null ? null : console().path(config));
      var journals = session().journals().get();
      if (printSql) {
        var sql = done(() -> journals.migrationSql(database));
        if (sql.isEmpty()) {
          say("the tables are up to date");
        } else {
          console().out().print(sql);
        }
        return Exit.OK;
      }
      show(done(() -> journals.migrate(database)));
      return Exit.OK;
    }

    private void show(List<String> made) {
      if (json) {
        var all = Json.object().putArray("made");
        made.forEach(all::add);
        print(Json.object().set("made", all));
      } else {
        say(made.isEmpty() ? "the tables are up to date" : "made: " + String.join(", ", made));
      }
    }
  }
}
