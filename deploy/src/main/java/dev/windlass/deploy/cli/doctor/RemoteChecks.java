package dev.windlass.deploy.cli.doctor;

import dev.windlass.deploy.cli.term.Console;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The provider, the time it has, and the database, as far as the environment names them. */
final class RemoteChecks {
  private static final String OPENAI = "https://api.openai.com/v1";
  private static final int PATIENCE_MS = 5_000;
  private static final long MOST_SKEW_MS = 5_000;

  private final Console console;
  private @Nullable Long skewMs;

  RemoteChecks(Console console) {
    this.console = console;
  }

  /** Asks for the list of models: it costs nothing and shows whether the key is taken. */
  Finding provider() {
    var key = console.env("OPENAI_API_KEY");
    var base = console.env("OPENAI_BASE_URL");
    if (key == null && base == null) {
      return Finding.ok(
          "provider",
          "none set: the simulated one answers (OPENAI_API_KEY, OPENAI_BASE_URL set one)");
    }
    var url = (base == null ? OPENAI : base).replaceAll("/+$", "") + "/models";
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MS);
      connection.setReadTimeout(PATIENCE_MS);
      if (key != null) {
        connection.setRequestProperty("Authorization", "Bearer " + key);
      }
      int status = connection.getResponseCode();
      long date = connection.getDate();
      skewMs = date == 0 ? null : System.currentTimeMillis() - date;
      return switch (status) {
        case 200 ->
            Finding.ok(
                "provider",
                url + " answers" + (key == null ? ", without a key" : " and takes the key"));
        case 401, 403 ->
            Finding.fail(
                "provider",
                url + " refuses the key (" + status + ")",
                key == null
                    ? "set OPENAI_API_KEY"
                    : "check OPENAI_API_KEY; it may be revoked, or of another account");
        case 404, 405 ->
            Finding.warn(
                "provider",
                url + " answers, and lists no models (" + status + ")",
                "many compatible servers do not; if calls fail too, check that OPENAI_BASE_URL ends in /v1");
        default ->
            Finding.warn(
                "provider",
                url + " answers " + status,
                "it may pass; see the provider's status page");
      };
    } catch (IOException | IllegalArgumentException unreachable) {
      return Finding.fail(
          "provider",
          url + " does not answer: " + unreachable,
          "check OPENAI_BASE_URL, the network and a proxy in between");
    }
  }

  /** Against the provider's own clock: Retry-After and daily quotas are told in its time. */
  Finding clock() {
    if (skewMs == null) {
      return Finding.ok("clock", "nobody here to compare it with");
    }
    var off = Duration.ofMillis(Math.abs(skewMs));
    return Math.abs(skewMs) <= MOST_SKEW_MS
        ? Finding.ok("clock", "within " + Math.max(1, off.toSeconds()) + " s of the provider's")
        : Finding.warn(
            "clock",
            off.toSeconds() + " s away from the provider's",
            "let the system keep its time (NTP)");
  }

  Finding postgres() {
    var url = console.env("WINDLASS_JOURNAL_POSTGRES_URL");
    if (url == null) {
      return Finding.ok("postgresql", "not configured: the embedded journal is used");
    }
    var login = new Properties();
    login.setProperty("loginTimeout", "5");
    login.setProperty("connectTimeout", "5");
    put(login, "user", console.env("WINDLASS_JOURNAL_POSTGRES_USER"));
    put(login, "password", console.env("PGPASSWORD"));
    try (var connection = DriverManager.getConnection(url, login);
        var statement = connection.createStatement();
        var answer = statement.executeQuery("show server_version")) {
      return Finding.ok("postgresql", answer.next() ? "release " + answer.getString(1) : "answers");
    } catch (SQLException refused) {
      return Finding.fail(
          "postgresql",
          String.valueOf(refused.getMessage()).lines().findFirst().orElse(""),
          "check WINDLASS_JOURNAL_POSTGRES_URL (jdbc:postgresql://HOST/DATABASE),"
              + " WINDLASS_JOURNAL_POSTGRES_USER and PGPASSWORD");
    }
  }

  private static void put(Properties login, String name, @Nullable String value) {
    if (value != null) {
      login.setProperty(name, value);
    }
  }
}
