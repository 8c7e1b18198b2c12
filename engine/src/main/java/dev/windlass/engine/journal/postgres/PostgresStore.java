package dev.windlass.engine.journal.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.journal.Presence;
import dev.windlass.engine.journal.health.JournalHealth;
import java.io.IOException;
import java.sql.SQLException;
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
   * @throws IOException when the database cannot be reached or prepared
   */
  public static PostgresStore open(Config config, JournalHealth health) throws IOException {
    var settings = PostgresSettings.of(config);
    try (var connection = settings.connect()) {
      var store = new PostgresStore(settings, health, PostgresSchema.prepare(connection));
      OPEN.put(store.handle, store);
      return store;
    } catch (SQLException e) {
      throw new IOException(
          "PostgreSQL at "
              + settings.shownUrl()
              + " cannot be used as journal: "
              + e.getMessage()
              + " (windlass.journal.postgres.url, user, password)",
          e);
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
    var connection =
        ConfigFactory.parseMap(
            Map.of(
                HANDLE,
                handle,
                "windlass-postgres.url",
                settings.fullUrl(),
                "windlass-postgres.user",
                settings.user(),
                "windlass-postgres.password",
                settings.password()));
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
