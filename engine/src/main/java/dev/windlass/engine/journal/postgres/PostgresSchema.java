package dev.windlass.engine.journal.postgres;

import dev.windlass.engine.journal.SchemaRefused;
import dev.windlass.engine.protocol.Ids;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables up to date. Several nodes may start at once; a lock in the database lets one at
 * a time, those of before too, which made the tables under the same one.
 */
final class PostgresSchema {
  /** An arbitrary number of ours among the database's advisory locks. */
  private static final long LOCK = 0x57696e646c617373L;

  private PostgresSchema() {}

  /** Brings the tables up to date where that is allowed, and gives back the secret. */
  static byte[] prepare(PostgresSettings settings) throws SQLException, IOException {
    try (var connection = settings.connectPatiently()) {
      if (!isUpToDate(settings, connection)) {
        if (!settings.migrate()) {
          throw Migrations.mayNot(settings, null);
        }
        migrate(settings, connection);
      }
      refuseHalfCopied(connection);
      return secret(connection);
    }
  }

  /** Which changes were made, in words; none when the tables were up to date. */
  static List<String> migrate(PostgresSettings settings) throws SQLException, IOException {
    try (var connection = settings.connectPatiently()) {
      return isUpToDate(settings, connection) ? List.of() : migrate(settings, connection);
    }
  }

  private static List<String> migrate(PostgresSettings settings, Connection connection)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      return new Migrations(settings, isTakenOver(connection)).run();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  static boolean isUpToDate(PostgresSettings settings, Connection connection)
      throws SQLException, IOException {
    boolean takenOver = isTakenOver(connection);
    return new Migrations(settings, takenOver).pending().isEmpty() && !takenOver;
  }

  /** Whether a program of before made the tables, which kept no history of changes. */
  static boolean isTakenOver(Connection connection) throws SQLException {
    return has(connection, "windlass_schema") && !has(connection, Migrations.HISTORY);
  }

  static boolean has(Connection connection, String table) throws SQLException {
    try (var asked = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      asked.setString(1, table);
      try (var rows = asked.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private static void refuseHalfCopied(Connection connection) throws SQLException, SchemaRefused {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT 1 FROM windlass_copy WHERE ended IS NULL")) {
      if (rows.next()) {
        throw new SchemaRefused(
            "a data folder is being copied into this database, or was and did not come to its end:"
                + " wait for `windlass journal copy`, or give the same command again");
      }
    }
  }

  private static byte[] secret(Connection connection) throws SQLException {
    var known = knownSecret(connection);
    if (known != null) {
      return known;
    }
    try (var add =
        connection.prepareStatement(
            "INSERT INTO windlass_secret(id, secret) VALUES (1, ?) ON CONFLICT DO NOTHING")) {
      add.setBytes(1, Ids.newSecret());
      add.executeUpdate();
    }
    var made = knownSecret(connection);
    if (made == null) {
      throw new SQLException("the table windlass_secret does not keep a row");
    }
    return made;
  }

  static byte @Nullable [] knownSecret(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT secret FROM windlass_secret")) {
      return rows.next() ? rows.getBytes(1) : null;
    }
  }
}
