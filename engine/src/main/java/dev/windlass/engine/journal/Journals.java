package dev.windlass.engine.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.windlass.engine.journal.embedded.EmbeddedStore;
import dev.windlass.engine.journal.health.JournalHealth;
import dev.windlass.engine.journal.postgres.PostgresStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The journal that {@code windlass.journal.kind} names, open.
 *
 * <p>{@code open} before the actor system starts, start the system with {@code
 * overlay().withFallback(config)}, and close when it has ended.
 */
public abstract sealed class Journals implements AutoCloseable {
  private final JournalHealth health;

  private Journals(JournalHealth health) {
    this.health = health;
  }

  /**
   * @param config the whole configuration, reference.conf included
   * @throws dev.windlass.engine.journal.embedded.FolderLocked when another process works on the
   *     data folder
   * @throws dev.windlass.engine.journal.health.StorageFull when there is no room to open it
   * @throws SchemaRefused when the database's tables are not for this program
   * @throws IOException when it cannot be opened or reached; the message says what to do
   */
  public static Journals open(Config config) throws IOException {
    var health =
        new JournalHealth(config.getDuration("windlass.journal.stall-after"), System::nanoTime);
    var kind = config.getString("windlass.journal.kind");
    return switch (kind) {
      case "embedded" -> new Embedded(EmbeddedStore.open(config, health), health);
      case "postgres" -> new Postgres(PostgresStore.open(config, health), health);
      default ->
          throw new ConfigException.BadValue(
              config.origin(),
              "windlass.journal.kind",
              "is embedded or postgres, not \"" + kind + "\"");
    };
  }

  /**
   * Brings the tables of the database up to date that {@code windlass.journal.postgres} names.
   *
   * @return which changes were made, in words
   * @throws SchemaRefused when the role may not, or a newer program was here
   */
  public static List<String> migrate(Config config) throws IOException {
    return PostgresStore.migrate(config);
  }

  /** What {@link #migrate} would do, as SQL; empty when there is nothing to do. */
  public static String migrationSql(Config config) throws IOException {
    return PostgresStore.migrationSql(config);
  }

  /** What to lay over the actor system's configuration. */
  public abstract Config overlay();

  /** Id of the read journal, for {@code PersistenceQuery}. */
  public abstract String readJournal();

  /** The installation's secret of 32 bytes, the same at every start. */
  public abstract byte[] secret();

  /** The data folder, where there is one. */
  public abstract Optional<Path> folder();

  /** Tells a process that finds the data folder locked where this one can be spoken to. */
  public abstract void announce(String url) throws IOException;

  /** Which nodes are at work on it, where several may be. The caller closes it. */
  public Optional<Presence> presence() {
    return Optional.empty();
  }

  /** Whether calls may start; cheap, to be asked at every turn. */
  public final JournalHealth health() {
    return health;
  }

  /** Writes what waits and lets go of everything. */
  @Override
  public abstract void close() throws IOException;

  private static final class Embedded extends Journals {
    private final EmbeddedStore store;

    Embedded(EmbeddedStore store, JournalHealth health) {
      super(health);
      this.store = store;
    }

    @Override
    public Config overlay() {
      return store.overlay();
    }

    @Override
    public String readJournal() {
      return EmbeddedStore.readJournal();
    }

    @Override
    public byte[] secret() {
      return store.secret();
    }

    @Override
    public Optional<Path> folder() {
      return Optional.of(store.folder());
    }

    @Override
    public void announce(String url) throws IOException {
      store.announce(url);
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }

  private static final class Postgres extends Journals {
    private final PostgresStore store;

    Postgres(PostgresStore store, JournalHealth health) {
      super(health);
      this.store = store;
    }

    @Override
    public Config overlay() {
      return store.overlay();
    }

    @Override
    public String readJournal() {
      return PostgresStore.readJournal();
    }

    @Override
    public byte[] secret() {
      return store.secret();
    }

    @Override
    public Optional<Path> folder() {
      return Optional.empty();
    }

    @Override
    public Optional<Presence> presence() {
      return Optional.of(store.presence());
    }

    @Override
    public void announce(String url) {
      // nothing is locked: many nodes share the database
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
