package dev.windlass.engine.journal.postgres;

import dev.windlass.engine.journal.SchemaRefused;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * The changes of the tables, in order, and which of them a database has. Flyway carries them out,
 * under a lock in the database, and remembers them in {@code windlass_schema_history}.
 *
 * <p>{@code V1.2__name.sql} adds something that a program of before does without: tables, columns
 * with a default, indexes. {@code V2__name.sql} would be a change that it cannot bear. So a
 * database whose first number is higher than this program knows is refused, and one whose second
 * number is higher is not.
 */
final class Migrations {
  static final String HISTORY = "windlass_schema_history";
  private static final String SCRIPTS = "classpath:dev/windlass/engine/journal/postgres/schema";

  private final PostgresSettings settings;
  private final Flyway flyway;

  /**
   * @param takenOver whether the tables of version 1 stand there without a history: programs of
   *     before kept none
   */
  Migrations(PostgresSettings settings, boolean takenOver) {
    this.settings = settings;
    flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(settings.fullUrl(), settings.user(), settings.password())
            .locations(SCRIPTS)
            .failOnMissingLocations(true)
            .placeholderReplacement(false)
            .table(HISTORY)
            .baselineOnMigrate(true)
            .baselineVersion(takenOver ? "1" : "0")
            .baselineDescription(takenOver ? "tables made before" : "nothing")
            .createSchemas(false)
            .loggers("slf4j")
            .load();
  }

  /** What is still to be done, in order. */
  List<MigrationInfo> pending() throws SchemaRefused, SQLException {
    var info = asked(flyway::info);
    refuseNewer(info.applied(), info.all());
    // what a baseline stands for is listed as ignored, not as pending
    return Arrays.asList(info.pending());
  }

  private void refuseNewer(MigrationInfo[] applied, MigrationInfo[] all) throws SchemaRefused {
    var there = highest(applied, false);
    var known = highest(all, true);
    if (there.compareTo(known) > 0) {
      throw new SchemaRefused(
          "the database at "
              + settings.shownUrl()
              + " has tables of version "
              + there
              + ", and this program knows "
              + known
              + ": a newer program changed them in a way that this one cannot work with. Start the"
              + " newer program, or restore a backup from before");
    }
  }

  private static BigInteger highest(MigrationInfo[] of, boolean ours) {
    return Arrays.stream(of)
        .filter(each -> !ours || each.getState().isResolved())
        .map(MigrationInfo::getVersion)
        .filter(version -> version != null)
        .map(MigrationVersion::getMajor)
        .max(BigInteger::compareTo)
        .orElse(BigInteger.ONE);
  }

  /** Does what is still to be done; which versions those were. */
  List<String> run() throws SchemaRefused, SQLException {
    var done = new ArrayList<String>();
    for (var each : asked(flyway::migrate).migrations) {
      done.add(each.version + " " + each.description);
    }
    return done;
  }

  private interface Asked<T> {
    T ask();
  }

  private <T> T asked(Asked<T> what) throws SchemaRefused, SQLException {
    try {
      return what.ask();
    } catch (FlywayException e) {
      var sql = cause(e);
      if (sql != null && "42501".equals(sql.getSQLState())) {
        throw mayNot(settings, sql);
      }
      if (sql != null) {
        throw sql;
      }
      throw new SchemaRefused(
          "the tables in " + settings.shownUrl() + " cannot be changed: " + e.getMessage(), e);
    }
  }

  static SchemaRefused mayNot(PostgresSettings settings, @Nullable SQLException why) {
    return new SchemaRefused(
        "the tables in "
            + settings.shownUrl()
            + " are not those of this version, and "
            + (why == null
                ? "windlass.journal.postgres.migrate is off"
                : "the role " + settings.user() + " may not change them")
            + ". Run `windlass journal migrate` as their owner, or let a DBA run what `windlass"
            + " journal migrate --print-sql` prints",
        why == null ? new SQLException("not allowed") : why);
  }

  private static @Nullable SQLException cause(Throwable failure) {
    for (var each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
