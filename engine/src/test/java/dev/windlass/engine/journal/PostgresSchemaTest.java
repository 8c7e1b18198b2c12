package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test has a database of its own within one PostgreSQL. */
class PostgresSchemaTest {
  private static @Nullable TemporaryPostgres postgres;
  private static int databases;

  @BeforeAll
  static void start() throws Exception {
    var reason = TemporaryPostgres.whyNot();
    if (reason != null) {
      System.out.println("skipped: tables of PostgreSQL, because " + reason);
    }
    Assumptions.assumeTrue(reason == null, reason);
    postgres = TemporaryPostgres.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void theTablesAreMadeOnceAndTheSecretStays() throws Exception {
    var config = database();
    assertThat(Journals.migrate(config)).containsExactly("1 journal", "1.1 copy");
    assertThat(Journals.migrate(config)).isEmpty();
    assertThat(Journals.migrationSql(config)).isEmpty();
    assertThat(secret(config)).hasSize(32).isEqualTo(secret(config));
  }

  @Test
  void nodesThatStartAtOnceFindOneSetOfTablesAndOneSecret() throws Exception {
    var config = database();
    Callable<String> start = () -> java.util.HexFormat.of().formatHex(secret(config));
    try (var threads = Executors.newFixedThreadPool(6)) {
      var secrets = new HashSet<String>();
      for (var started : threads.invokeAll(List.of(start, start, start, start, start, start))) {
        secrets.add(started.get());
      }
      assertThat(secrets).hasSize(1);
    }
    assertThat(asked(config, "SELECT count(*) FROM windlass_schema_history WHERE version <> '0'"))
        .containsExactly("2");
  }

  @Test
  void aDatabaseThatAProgramOfBeforeMadeIsTakenOver() throws Exception {
    var config = database();
    secret(config);
    // what stands there is what that program made, and a secret of its own
    run(config, "DROP TABLE windlass_schema_history");
    run(config, "DROP TABLE windlass_copy");
    run(config, "UPDATE windlass_secret SET secret = decode(repeat('ab', 32), 'hex')");

    assertThat(secret(config)).containsOnly(0xab);

    assertThat(asked(config, "SELECT version || type FROM windlass_schema_history ORDER BY 1"))
        .containsExactly("1.1SQL", "1BASELINE");
  }

  @Test
  void tablesThatANewerProgramOnlyAddedToAreWorkedWith() throws Exception {
    var config = database();
    var secret = secret(config);
    history(config, "1.7");
    run(config, "ALTER TABLE event_journal ADD COLUMN of_tomorrow INTEGER");
    assertThat(secret(config)).isEqualTo(secret);
  }

  @Test
  void tablesThatANewerProgramChangedAreRefusedWithWhatToDo() throws Exception {
    var config = database();
    secret(config);
    history(config, "2");
    assertThatThrownBy(() -> Journals.open(config))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining("tables of version 2, and this program knows 1")
        .hasMessageContaining("Start the newer program");
  }

  @Test
  void aRoleThatMayMakeNoTablesIsToldWhatToRunAndWorksWhenADbaRanIt() throws Exception {
    var owner = database();
    run(owner, "CREATE ROLE teller" + databases + " LOGIN");
    var teller =
        owner.withValue(
            "windlass.journal.postgres.user", ConfigValueFactory.fromAnyRef("teller" + databases));
    assertThatThrownBy(() -> Journals.open(teller))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining("the role teller" + databases + " may not change them")
        .hasMessageContaining("windlass journal migrate --print-sql");

    run(owner, Journals.migrationSql(teller));

    assertThat(Journals.migrationSql(teller)).isEmpty();
    assertThat(secret(teller)).hasSize(32);
    assertThat(Journals.migrate(owner)).as("the history knows of it").isEmpty();
  }

  @Test
  void aNodeThatMayNotMigrateRefusesTablesThatAreNotUpToDate() throws Exception {
    var config = database();
    var cautious =
        config.withValue("windlass.journal.postgres.migrate", ConfigValueFactory.fromAnyRef("off"));
    assertThatThrownBy(() -> Journals.open(cautious))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining("windlass.journal.postgres.migrate is off")
        .hasMessageContaining("windlass journal migrate");
    Journals.migrate(cautious);
    assertThat(secret(cautious)).hasSize(32);
  }

  @Test
  void otherTablesBesideOursAreLeftAlone() throws Exception {
    var config = database();
    run(config, "CREATE TABLE somebody_elses (id INTEGER)");
    assertThat(secret(config)).hasSize(32);
    assertThat(asked(config, "SELECT count(*) FROM somebody_elses")).containsExactly("0");
  }

  private static Config database() throws SQLException {
    if (postgres == null) {
      throw new IllegalStateException("no database");
    }
    var all = postgres.config();
    var name = "windlass_" + ++databases;
    try (var connection = connect(all);
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return all.withValue(
            "windlass.journal.postgres.url",
            ConfigValueFactory.fromAnyRef(postgres.url().replaceAll("/postgres$", "/" + name)))
        .withFallback(ConfigFactory.load());
  }

  private static byte[] secret(Config config) throws Exception {
    try (var journals = Journals.open(config)) {
      return journals.secret();
    }
  }

  private static void history(Config config, String version) throws SQLException {
    run(
        config,
        "INSERT INTO windlass_schema_history (installed_rank, version, description, type, script,"
            + " checksum, installed_by, execution_time, success) VALUES (99, '"
            + version
            + "', 'of tomorrow', 'SQL', 'V"
            + version
            + "__of_tomorrow.sql', 1, 'x', 0, true)");
  }

  private static void run(Config config, String sql) throws SQLException {
    try (var connection = connect(config);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> asked(Config config, String sql) throws SQLException {
    try (var connection = connect(config);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  private static Connection connect(Config config) throws SQLException {
    return DriverManager.getConnection(
        config.getString("windlass.journal.postgres.url"), "windlass", "");
  }
}
