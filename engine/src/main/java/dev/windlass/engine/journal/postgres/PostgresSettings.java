package dev.windlass.engine.journal.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Where the database is and how one connects, from {@code windlass.journal.postgres}.
 *
 * @param connectTimeout until a connection stands
 * @param answerTimeout until the first byte of an answer; then the connection is given up
 * @param writeConnections of a node, for events
 * @param readConnections of a node, for snapshots, recovery and results together
 * @param migrate whether a node that starts may change the tables
 */
record PostgresSettings(
    String url,
    String user,
    String password,
    Duration connectTimeout,
    Duration answerTimeout,
    Duration probeEvery,
    int writeConnections,
    int readConnections,
    boolean migrate) {
  private static final String PATH = "windlass.journal.postgres.";
  private static final String BEGINNING = "jdbc:postgresql:";
  private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(2);

  static PostgresSettings of(Config config) throws IOException {
    var url = config.getString(PATH + "url");
    if (!url.startsWith(BEGINNING)) {
      throw bad(
          config,
          "url",
          "must be like jdbc:postgresql://host:5432/windlass (env WINDLASS_JOURNAL_POSTGRES_URL)");
    }
    var answer = config.getDuration(PATH + "answer-timeout");
    if (answer.compareTo(SHORTEST_ANSWER) < 0) {
      throw bad(config, "answer-timeout", "must be 2s or more");
    }
    return new PostgresSettings(
        url,
        config.getString(PATH + "user"),
        password(config),
        config.getDuration(PATH + "connect-timeout"),
        answer,
        config.getDuration(PATH + "probe-every"),
        positive(config, "write-connections"),
        positive(config, "read-connections"),
        config.getBoolean(PATH + "migrate"));
  }

  private static int positive(Config config, String key) {
    int value = config.getInt(PATH + key);
    if (value < 1) {
      throw bad(config, key, "must be 1 or more, not " + value);
    }
    return value;
  }

  private static ConfigException bad(Config config, String key, String what) {
    return new ConfigException.BadValue(config.origin(), PATH + key, what);
  }

  private static String password(Config config) throws IOException {
    var given = config.getString(PATH + "password");
    if (given.startsWith("env:")) {
      var value = System.getenv(given.substring("env:".length()));
      return value == null ? "" : value;
    }
    return given.startsWith("file:")
        ? Files.readString(Path.of(given.substring("file:".length()))).strip()
        : given;
  }

  /**
   * The URL with what the driver must know: inserts of one batch as one statement, and an end to
   * waiting for a database that does not answer.
   */
  String fullUrl() {
    return url(answerTimeout.toSeconds());
  }

  private String url(long socketSeconds) {
    return url
        + (url.contains("?") ? "&" : "?")
        + "reWriteBatchedInserts=true&tcpKeepAlive=true&ApplicationName=windlass&socketTimeout="
        + socketSeconds
        + "&connectTimeout="
        + Math.max(1, connectTimeout.toSeconds());
  }

  /**
   * What a session says first. The database gives a statement up before this side does, so that a
   * write which was given up is not stored later; it drops a session whose other end is silent, for
   * with it go the rows that an unfinished write holds, and the session's place among the present.
   */
  String sessionStart() {
    long giveUp = answerTimeout.toMillis() - 1000;
    long answer = answerTimeout.toMillis();
    return "SET statement_timeout = "
        + giveUp
        + "; SET idle_in_transaction_session_timeout = "
        + answer / 2
        + "; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2"
        + "; SET tcp_keepalives_count = 3; SET tcp_user_timeout = "
        + answer;
  }

  /** The URL as it may be shown: parameters may hold secrets. */
  String shownUrl() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  Connection connect() throws SQLException {
    var connection = connect(fullUrl());
    try (var statement = connection.createStatement()) {
      statement.execute(sessionStart());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** To see whether it answers. */
  Connection connectBriefly() throws SQLException {
    return connect(url(Math.max(1, connectTimeout.toSeconds())));
  }

  /** For what may take minutes: changing tables, copying. */
  Connection connectPatiently() throws SQLException {
    return connect(url(0));
  }

  private Connection connect(String to) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return DriverManager.getConnection(to, properties);
  }

  @Override
  public String toString() {
    return "PostgresSettings[" + shownUrl() + "]";
  }
}
