package dev.windlass.engine.journal.postgres;

import dev.windlass.engine.protocol.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes and changes the tables, in numbered steps: {@code schema-1.sql} and on. Several nodes may
 * start at once; a lock in the database lets one at a time.
 */
final class PostgresSchema {
  private static final int VERSION = 1;

  /** An arbitrary number of ours among the database's advisory locks. */
  private static final long LOCK = 0x57696e646c617373L;

  private PostgresSchema() {}

  /** Brings the tables up to date and gives back the installation's secret. */
  static byte[] prepare(Connection connection) throws SQLException, IOException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      statement.execute("CREATE TABLE IF NOT EXISTS windlass_schema(version INTEGER NOT NULL)");
      int version = version(connection);
      if (version > VERSION) {
        throw new SQLException(
            "the database was used by a newer version (schema "
                + version
                + ", this one knows "
                + VERSION
                + "): start that version");
      }
      for (int next = version + 1; next <= VERSION; next++) {
        for (var sql : statements(next)) {
          statement.execute(sql);
        }
        statement.execute("DELETE FROM windlass_schema");
        statement.execute("INSERT INTO windlass_schema VALUES (" + next + ")");
      }
    }
    var secret = secret(connection);
    connection.commit();
    return secret;
  }

  private static int version(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT max(version) FROM windlass_schema")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static List<String> statements(int version) throws IOException {
    try (var in = PostgresSchema.class.getResourceAsStream("schema-" + version + ".sql")) {
      if (in == null) {
        throw new IOException("schema-" + version + ".sql is missing in this build");
      }
      var found = new ArrayList<String>();
      for (var each : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\n", -1)) {
        if (!each.isBlank()) {
          found.add(each.strip());
        }
      }
      return found;
    }
  }

  private static byte[] secret(Connection connection) throws SQLException {
    try (var add =
        connection.prepareStatement(
            "INSERT INTO windlass_secret(id, secret) VALUES (1, ?) ON CONFLICT DO NOTHING")) {
      add.setBytes(1, Ids.newSecret());
      add.executeUpdate();
    }
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT secret FROM windlass_secret")) {
      rows.next();
      return rows.getBytes(1);
    }
  }
}
