package dev.windlass.engine.journal.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.journal.Presence;
import dev.windlass.engine.journal.health.JournalHealth;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorSystem;

/**
 * A database that is ready to be a journal. Its connections belong to the plugin, which opens and
 * closes them with the actor system.
 */
public final class PostgresStore implements AutoCloseable {
  private static final String HANDLE = "windlass.journal.postgres.handle";
  private static final String CONNECTION = "windlass-postgres.";

  /** The breaker gives a write up only after the connection has: then its outcome is known. */
  private static final Duration BREAKER_LATER = Duration.ofSeconds(2);

  private static final Map<String, PostgresStore> OPEN = new ConcurrentHashMap<>();

  private final String handle = UUID.randomUUID().toString();
  private final PostgresSettings settings;
  private final JournalHealth health;
  private final PostgresProbe probe;
  private final byte[] secret;

  private PostgresStore(PostgresSettings settings, JournalHealth health, byte[] secret) {
    this.settings = settings;
    this.health = health;
    this.probe = new PostgresProbe(settings, health);
    this.secret = secret;
  }

  /**
   * @throws dev.windlass.engine.journal.SchemaRefused when its tables are not for this program
   * @throws IOException when the database cannot be reached or prepared
   */
  public static PostgresStore open(Config config, JournalHealth health) throws IOException {
    var settings = PostgresSettings.of(config);
    try {
      var store = new PostgresStore(settings, health, PostgresSchema.prepare(settings));
      OPEN.put(store.handle, store);
      return store;
    } catch (SQLException e) {
      throw unusable(settings, e);
    }
  }

  private static IOException unusable(PostgresSettings settings, SQLException e) {
    return new IOException(
        "PostgreSQL at "
            + settings.shownUrl()
            + " cannot be used as journal: "
            + e.getMessage()
            + " (windlass.journal.postgres.url, user, password)",
        e);
  }

  /**
   * Brings the tables up to date, whatever {@code migrate} says.
   *
   * @return which changes were made, in words
   * @throws IOException when the database cannot be reached or prepared
   */
  public static List<String> migrate(Config config) throws IOException {
    var settings = PostgresSettings.of(config);
    try {
      return PostgresSchema.migrate(settings);
    } catch (SQLException e) {
      throw unusable(settings, e);
    }
  }

  /** What {@link #migrate} would do, as SQL; empty when there is nothing to do. */
  public static String migrationSql(Config config) throws IOException {
    var settings = PostgresSettings.of(config);
    try {
      return MigrationSql.of(settings);
    } catch (SQLException e) {
      throw unusable(settings, e);
    }
  }

  static PostgresStore of(ActorSystem system) {
    var config = system.settings().config();
    var store = config.hasPath(HANDLE) ? OPEN.get(config.getString(HANDLE)) : null;
    if (store == null) {
      throw new IllegalStateException(
          "the PostgreSQL journal is not open: call Journals.open and start the actor system with"
              + " its overlay");
    }
    return store;
  }

  /** What the actor system's configuration needs to use this database. */
  public Config overlay() {
    var values = new HashMap<String, Object>();
    values.put(HANDLE, handle);
    values.put(CONNECTION + "url", settings.fullUrl());
    values.put(CONNECTION + "user", settings.user());
    values.put(CONNECTION + "password", settings.password());
    values.put(CONNECTION + "session-start", settings.sessionStart());
    values.put(CONNECTION + "wait", settings.connectTimeout().toMillis());
    values.put(CONNECTION + "write-connections", settings.writeConnections());
    values.put(CONNECTION + "read-connections", settings.readConnections());
    values.put(CONNECTION + "call-timeout", settings.answerTimeout().plus(BREAKER_LATER));
    var connection = ConfigFactory.parseMap(values);
    return ConfigFactory.parseResources(
            PostgresStore.class.getClassLoader(), "windlass-postgres.conf")
        .withFallback(connection)
        .resolve();
  }

  /** Id of the read journal in the actor system's configuration. */
  public static String readJournal() {
    return "jdbc-read-journal";
  }

  /** Which nodes are at work on this database, by a connection of its own. */
  public Presence presence() {
    return new PostgresPresence(settings);
  }

  public byte[] secret() {
    return secret.clone();
  }

  JournalHealth health() {
    return health;
  }

  PostgresProbe probe() {
    return probe;
  }

  @Override
  public void close() {
    OPEN.remove(handle, this);
    probe.close();
  }
}
