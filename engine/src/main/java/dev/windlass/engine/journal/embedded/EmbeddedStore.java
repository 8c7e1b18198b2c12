package dev.windlass.engine.journal.embedded;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.journal.health.JournalHealth;
import dev.windlass.engine.journal.health.StorageFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorSystem;

/**
 * An open data folder: its lock, its file, the thread that writes and those that read. Opened
 * before the actor system starts and closed after it ended; what Pekko loads finds it by the handle
 * that {@link #overlay} puts into the system's configuration.
 */
public final class EmbeddedStore implements AutoCloseable {
  private static final String HANDLE = "windlass.journal.embedded.handle";
  private static final Map<String, EmbeddedStore> OPEN = new ConcurrentHashMap<>();

  private final String handle = UUID.randomUUID().toString();
  private final EmbeddedSettings settings;
  private final FolderLock lock;
  private final byte[] secret;
  private final Writer writer;
  private final Readers readers;

  private EmbeddedStore(
      EmbeddedSettings settings, FolderLock lock, byte[] secret, Writer writer, Readers readers) {
    this.settings = settings;
    this.lock = lock;
    this.secret = secret;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * @throws FolderLocked when another process works on the folder
   * @throws StorageFull when there is not even room to open it
   * @throws IOException when the folder or its file cannot be used
   */
  public static EmbeddedStore open(Config config, JournalHealth health) throws IOException {
    var settings = EmbeddedSettings.of(config);
    makeFolder(settings.data());
    var lock = FolderLock.take(settings.data());
    try {
      var secret = SecretFile.in(settings.data());
      var reserve = new Reserve(settings.data(), settings.reserveBytes());
      makeFile(settings.data().resolve(Database.FILE));
      var writer = new Writer(() -> Database.writer(settings.data()), reserve, health, settings);
      writer.start();
      var store = new EmbeddedStore(settings, lock, secret, writer, new Readers(settings));
      OPEN.put(store.handle, store);
      return store;
    } catch (IOException | SQLException | RuntimeException e) {
      letGo(lock);
      throw refused(settings.data(), e);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, OwnerOnly.folder());
    }
  }

  /** Prompts and answers are for the owner alone, whoever may look into the folder. */
  private static void makeFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, OwnerOnly.file()); // SQLite gives its log the same permissions
    }
  }

  private static void letGo(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      // the first failure is the one to tell
    }
  }

  private static IOException refused(Path folder, Exception e) {
    if (Database.isFull(e)) {
      throw new StorageFull("no room is left in the data folder " + folder, e);
    }
    return e instanceof IOException io
        ? io
        : new IOException("the journal in " + folder + " cannot be opened: " + e.getMessage(), e);
  }

  /** The open store that this actor system was given. */
  static EmbeddedStore of(ActorSystem system) {
    var config = system.settings().config();
    var store = config.hasPath(HANDLE) ? OPEN.get(config.getString(HANDLE)) : null;
    if (store == null) {
      throw new IllegalStateException(
          "the embedded journal is not open: call Journals.open and start the actor system with"
              + " its overlay");
    }
    return store;
  }

  /** What the actor system's configuration needs to find this store. */
  public Config overlay() {
    return ConfigFactory.parseMap(
        Map.of(
            HANDLE,
            handle,
            "pekko.persistence.journal.plugin",
            "windlass.journal.embedded.events",
            "pekko.persistence.snapshot-store.plugin",
            "windlass.journal.embedded.snapshots"));
  }

  /** Id of the read journal in the actor system's configuration. */
  public static String readJournal() {
    return "windlass.journal.embedded.reads";
  }

  public byte[] secret() {
    return secret.clone();
  }

  public Path folder() {
    return settings.data();
  }

  /** Tells other processes where this one can be spoken to. */
  public void announce(String url) throws IOException {
    lock.write(url);
  }

  EmbeddedSettings settings() {
    return settings;
  }

  Writer writer() {
    return writer;
  }

  Readers readers() {
    return readers;
  }

  /** Writes what waits, closes the file and lets go of the folder. */
  @Override
  public void close() throws IOException {
    if (!OPEN.remove(handle, this)) {
      return;
    }
    try (lock) {
      writer.close();
      readers.close();
    } catch (SQLException e) {
      throw new IOException("the journal in " + folder() + " could not be closed", e);
    }
  }
}
