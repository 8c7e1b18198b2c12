package dev.windlass.engine.journal.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file, its tables, and how it is opened.
 *
 * <p>An event's key is its stream's number and its sequence number in one integer, so that the
 * table itself is the only index and a stream lies together. WAL with {@code synchronous=FULL}: a
 * commit returns when the log is on the disk, and readers stand in nobody's way. See
 * https://sqlite.org/wal.html and https://sqlite.org/pragma.html#pragma_synchronous.
 */
final class Database {
  static final String FILE = "journal.db";

  /** "Wndl": what the file says it is. */
  private static final int APPLICATION_ID = 0x576e646c;

  private static final int VERSION = 1;
  private static final int PAGE_BYTES = 8192;
  private static final int CACHE_KIB = 16 * 1024;
  private static final int READER_CACHE_KIB = 2 * 1024;
  private static final int BUSY_MS = 10_000;

  /** A log that grew beyond this while readers held it is cut back afterwards. */
  private static final int LOG_LIMIT_BYTES = 64 * 1024 * 1024;

  private static final String[] TABLES = {
    "CREATE TABLE stream(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
        + " deleted INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE kind(id INTEGER PRIMARY KEY, serializer INTEGER NOT NULL, manifest TEXT NOT NULL,"
        + " adapter TEXT NOT NULL, UNIQUE(serializer, manifest, adapter))",
    "CREATE TABLE event(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, writer BLOB NOT NULL,"
        + " at INTEGER NOT NULL, payload BLOB NOT NULL)",
    "CREATE TABLE snapshot(stream INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,"
        + " kind INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY(stream, seq))",
    // for whoever opens the file with other tools
    "CREATE VIEW events AS SELECT stream.name AS stream, event.id & 4294967295 AS seq,"
        + " kind.manifest, datetime(event.at / 1000, 'unixepoch') AS at, event.payload"
        + " FROM event JOIN stream ON stream.id = event.id >> 32 JOIN kind ON kind.id = event.kind",
  };

  private Database() {}

  /** The writer's connection; makes the tables where they are missing. */
  static Connection writer(Path folder) throws SQLException {
    var config = new SQLiteConfig();
    config.setPageSize(PAGE_BYTES);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setJournalSizeLimit(LOG_LIMIT_BYTES);
    config.setCacheSize(-CACHE_KIB);
    config.setBusyTimeout(BUSY_MS);
    config.setPragma(SQLiteConfig.Pragma.FULL_SYNC, "true"); // on macOS alone fsync is not enough
    var connection = config.createConnection("jdbc:sqlite:" + folder.resolve(FILE));
    try {
      connection.setAutoCommit(false);
      makeTables(connection, folder);
      connection.commit();
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void makeTables(Connection connection, Path folder) throws SQLException {
    if (version(connection, folder) > 0) {
      return;
    }
    try (var statement = connection.createStatement()) {
      for (var table : TABLES) {
        statement.execute(table);
      }
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      statement.execute("PRAGMA user_version = " + VERSION);
    }
  }

  /** The file's format, 0 for one without tables; a newer one than this program's is refused. */
  static int version(Connection connection, Path folder) throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery("PRAGMA user_version")) {
      int version = found.getInt(1);
      if (version > VERSION) {
        throw new SQLException(
            folder.resolve(FILE)
                + " was written by a newer version (format "
                + version
                + ", this one knows "
                + VERSION
                + "): start that version");
      }
      return version;
    }
  }

  static Connection reader(Path folder) throws SQLException {
    return readerOf(folder.resolve(FILE));
  }

  static Connection readerOf(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setCacheSize(-READER_CACHE_KIB);
    config.setBusyTimeout(BUSY_MS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /** Whether there was no room; a disk that takes no more bytes for another reason counts too. */
  static boolean isFull(Throwable failure) {
    if (!(failure instanceof SQLiteException e)) {
      return false;
    }
    var code = e.getResultCode();
    return code == SQLiteErrorCode.SQLITE_FULL
        || code == SQLiteErrorCode.SQLITE_IOERR_WRITE
        || code == SQLiteErrorCode.SQLITE_IOERR_FSYNC
        || code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
  }

  /** Whether something was there already. */
  static boolean isConflict(Throwable failure) {
    return failure instanceof SQLiteException e
        && (e.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }
}
