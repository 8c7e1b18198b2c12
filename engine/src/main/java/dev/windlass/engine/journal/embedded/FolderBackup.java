package dev.windlass.engine.journal.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;

/**
 * A copy of a data folder as of one moment, also while a server works on it: SQLite reads the whole
 * file in one transaction and writes it anew (https://sqlite.org/lang_vacuum.html, VACUUM INTO).
 * Meanwhile the server's log cannot be cut, so it grows by what is written in that time.
 */
public final class FolderBackup {
  /** What was written. */
  public record Written(long events, long bytes) {}

  private FolderBackup() {}

  /**
   * @param from the data folder
   * @param to a folder that does not exist, or is empty; can be a server's data folder afterwards
   * @throws IOException when either cannot be used, or what was written is not sound
   */
  public static Written write(Path from, Path to) throws IOException {
    var source = from.resolve(Database.FILE);
    var secret = from.resolve(SecretFile.NAME);
    if (!Files.isRegularFile(source) || !Files.isRegularFile(secret)) {
      throw FolderReader.noFolder(from);
    }
    Files.createDirectories(to, OwnerOnly.folder());
    try (var inside = Files.list(to)) {
      if (inside.findAny().isPresent()) {
        throw new FileAlreadyExistsException(
            to.toString(), null, "is not empty; a backup goes into a folder of its own");
      }
    }
    // in the end, and by one move, so that half a backup is never taken for one
    var half = Files.createFile(to.resolve(Database.FILE + ".part"), OwnerOnly.file());
    try {
      try (var connection = Database.reader(from)) {
        Database.version(connection, from);
        try (var into = connection.prepareStatement("VACUUM INTO ?")) {
          into.setString(1, half.toString());
          into.execute();
        }
      }
      long events = check(half);
      Files.copy(secret, to.resolve(SecretFile.NAME), StandardCopyOption.COPY_ATTRIBUTES);
      var file = to.resolve(Database.FILE);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
      return new Written(events, Files.size(file));
    } catch (SQLException e) {
      Files.deleteIfExists(half);
      throw new IOException("the backup of " + from + " failed: " + e.getMessage(), e);
    }
  }

  private static long check(Path file) throws SQLException {
    try (var connection = Database.readerOf(file);
        var statement = connection.createStatement()) {
      try (var said = statement.executeQuery("PRAGMA quick_check")) {
        var word = said.getString(1);
        if (!word.equals("ok")) {
          throw new SQLException("what was written is not sound: " + word);
        }
      }
      try (var count = statement.executeQuery("SELECT count(*) FROM event")) {
        return count.getLong(1);
      }
    }
  }
}
