package dev.windlass.deploy.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be done with a journal while no server of this process works on it. */
public interface JournalTools {
  /**
   * The PostgreSQL that is meant; what is null comes from the environment, the config file and the
   * defaults, as for a server. The password always does.
   */
  record Database(@Nullable String url, @Nullable String user, @Nullable Path config) {}

  /** Events and snapshots that stand in the target. */
  record Copied(long events, long snapshots) {}

  /** Events and bytes of a backup. */
  record Backup(long events, long bytes) {}

  /** Told about once in a thousand events. */
  interface Progress {
    void at(long events, long all);
  }

  /** Which changes were made to the tables, in words. */
  List<String> migrate(Database at) throws StartFailure;

  /** What {@link #migrate} would do, as SQL; empty when there is nothing to do. */
  String migrationSql(Database at) throws StartFailure;

  /** From a data folder into an empty database. */
  Copied copy(Path from, Database to, Progress progress) throws StartFailure;

  /** From a data folder, also one in use, into an empty folder. */
  Backup backup(Path from, Path to) throws StartFailure;
}
