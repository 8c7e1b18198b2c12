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

/** Where the database is and how one connects, from {@code windlass.journal.postgres}. */
record PostgresSettings(
    String url, String user, String password, Duration connectTimeout, Duration probeEvery) {
  private static final String PATH = "windlass.journal.postgres.";
  private static final String BEGINNING = "jdbc:postgresql:";

  static PostgresSettings of(Config config) throws IOException {
    var url = config.getString(PATH + "url");
    if (!url.startsWith(BEGINNING)) {
      throw new ConfigException.BadValue(
          config.origin(),
          PATH + "url",
          "must be like jdbc:postgresql://host:5432/windlass (env WINDLASS_JOURNAL_POSTGRES_URL)");
    }
    return new PostgresSettings(
        url,
        config.getString(PATH + "user"),
        password(config),
        config.getDuration(PATH + "connect-timeout"),
        config.getDuration(PATH + "probe-every"));
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
    return url
        + (url.contains("?") ? "&" : "?")
        + "reWriteBatchedInserts=true&tcpKeepAlive=true&ApplicationName=windlass&socketTimeout=60"
        + "&connectTimeout="
        + Math.max(1, connectTimeout.toSeconds());
  }

  /** The URL as it may be shown: parameters may hold secrets. */
  String shownUrl() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return DriverManager.getConnection(fullUrl(), properties);
  }

  @Override
  public String toString() {
    return "PostgresSettings[" + shownUrl() + "]";
  }
}
