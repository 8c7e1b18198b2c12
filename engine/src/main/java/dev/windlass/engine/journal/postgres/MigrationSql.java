package dev.windlass.engine.journal.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.MigrationInfo;

/**
 * What is still to be changed as SQL for a person with the right to, with the history that tells
 * the program it was done.
 */
final class MigrationSql {
  /** As the library makes it. */
  private static final String HISTORY =
      """
      CREATE TABLE IF NOT EXISTS %1$s (
        installed_rank INT NOT NULL CONSTRAINT %1$s_pk PRIMARY KEY,
        version        VARCHAR(50),
        description    VARCHAR(200) NOT NULL,
        type           VARCHAR(20) NOT NULL,
        script         VARCHAR(1000) NOT NULL,
        checksum       INTEGER,
        installed_by   VARCHAR(100) NOT NULL,
        installed_on   TIMESTAMP NOT NULL DEFAULT now(),
        execution_time INTEGER NOT NULL,
        success        BOOLEAN NOT NULL
      );
      CREATE INDEX IF NOT EXISTS %1$s_s_idx ON %1$s (success);
      """
          .formatted(Migrations.HISTORY);

  private MigrationSql() {}

  /** Empty when the tables are up to date. */
  static String of(PostgresSettings settings) throws SQLException, IOException {
    try (var connection = settings.connectPatiently()) {
      boolean takenOver = PostgresSchema.isTakenOver(connection);
      var pending = new Migrations(settings, takenOver).pending();
      if (pending.isEmpty() && !takenOver) {
        return "";
      }
      return text(settings, pending, takenOver);
    }
  }

  private static String text(
      PostgresSettings settings, List<MigrationInfo> pending, boolean takenOver)
      throws IOException {
    var text = new StringBuilder("BEGIN;\n\n").append(HISTORY);
    if (takenOver) {
      text.append(row("1", "tables made before", "BASELINE", "tables made before", null));
    }
    for (var each : pending) {
      var version = String.valueOf(each.getVersion());
      if (takenOver && version.equals("1")) {
        continue;
      }
      text.append("\n-- ").append(version).append(": ").append(each.getDescription()).append('\n');
      text.append(script(each.getScript()));
      text.append(row(version, each.getDescription(), "SQL", each.getScript(), each.getChecksum()));
    }
    return text.append(grants(settings.user())).append("\nCOMMIT;\n").toString();
  }

  private static String script(String name) throws IOException {
    var file = name.substring(name.lastIndexOf('/') + 1);
    try (var in = MigrationSql.class.getResourceAsStream("schema/" + file)) {
      if (in == null) {
        throw new IOException(file + " is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n";
    }
  }

  private static String row(
      String version,
      String description,
      String type,
      String script,
      @org.jspecify.annotations.Nullable Integer checksum) {
    return "INSERT INTO "
        + Migrations.HISTORY
        + " (installed_rank, version, description, type, script, checksum, installed_by,"
        + " execution_time, success)\n  SELECT coalesce(max(installed_rank), 0) + 1, "
        + quoted(version)
        + ", "
        + quoted(description)
        + ", "
        + quoted(type)
        + ", "
        + quoted(script)
        + ", "
        + checksum
        + ", current_user, 0, true FROM "
        + Migrations.HISTORY
        + ";\n";
  }

  private static String grants(String user) {
    var to = "\"" + user.replace("\"", "\"\"") + "\"";
    return "\n-- What a node does with them.\nGRANT SELECT, INSERT, UPDATE, DELETE ON event_journal,"
        + " event_tag, snapshot, windlass_secret,\n  windlass_copy TO "
        + to
        + ";\nGRANT SELECT ON windlass_schema, "
        + Migrations.HISTORY
        + " TO "
        + to
        + ";\nGRANT USAGE ON SEQUENCE event_journal_ordering_seq TO "
        + to
        + ";\n";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
