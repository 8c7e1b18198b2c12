package dev.windlass.engine.journal.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A data folder that nobody works on, to be read from its first event to its last. While it is open
 * no other process can work on the folder; nothing but its lock is written. Used by one thread.
 */
public final class FolderReader implements AutoCloseable {
  private static final int STREAMS = 1_000;
  private static final int PAGE_ROWS = 256;
  private static final long PAGE_BYTES = 4L << 20;

  /** Takes what is read, stream by stream in the order of their names. */
  public interface Sink {
    void event(EventRow row) throws SQLException;

    void snapshot(SnapshotRow row) throws SQLException;

    /** All up to this event of this stream was handed over. */
    void passed(String stream, long seq) throws SQLException;
  }

  private final FolderLock lock;
  private final Connection connection;
  private final byte[] secret;

  private FolderReader(FolderLock lock, Connection connection, byte[] secret) {
    this.lock = lock;
    this.connection = connection;
    this.secret = secret;
  }

  /**
   * @throws FolderLocked when a process works on it
   * @throws IOException when it holds no journal, or one that cannot be read
   */
  public static FolderReader open(Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(Database.FILE))
        || !Files.isRegularFile(folder.resolve(SecretFile.NAME))) {
      throw noFolder(folder);
    }
    var lock = FolderLock.take(folder);
    try {
      var secret = SecretFile.in(folder);
      var connection = Database.reader(folder);
      if (Database.version(connection, folder) == 0) {
        connection.close();
        throw new IOException(folder.resolve(Database.FILE) + " holds no journal");
      }
      return new FolderReader(lock, connection, secret);
    } catch (SQLException e) {
      lock.close();
      throw new IOException("the journal in " + folder + " cannot be read: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  static IOException noFolder(Path folder) {
    return new NoSuchFileException(
        folder.toString(),
        null,
        "is no data folder: it has no " + Database.FILE + " with a " + SecretFile.NAME);
  }

  public byte[] secret() {
    return secret.clone();
  }

  public long events() throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM event")) {
      return rows.getLong(1);
    }
  }

  /** Hands over all of it. */
  public void read(Sink sink) throws SQLException {
    var pages = new Pages(connection);
    var names = pages.streams("", STREAMS);
    while (!names.isEmpty()) {
      for (var name : names) {
        read(pages, name, sink);
      }
      names = pages.streams(names.getLast(), STREAMS);
    }
  }

  private static void read(Pages pages, String stream, Sink sink) throws SQLException {
    long next = 1;
    long passed = 0;
    while (next > 0) {
      var page = pages.events(stream, next, Key.MAX_SEQ, PAGE_ROWS, PAGE_BYTES);
      for (var row : page.rows()) {
        sink.event(row);
        passed = row.seq();
        sink.passed(stream, passed);
      }
      next = page.next();
    }
    for (var each : pages.snapshots(stream)) {
      sink.snapshot(new SnapshotRow(stream, each.seq(), each.at(), each.kind(), each.payload()));
    }
    sink.passed(stream, passed);
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("the journal could not be closed", e);
    }
  }
}
