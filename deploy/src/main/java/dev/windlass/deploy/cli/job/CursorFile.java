package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Rows added to a file, each once: the cursor is kept beside the length the file had with it, and
 * what a kill left behind that length is cut off at the next start.
 */
public final class CursorFile implements RowSink, AutoCloseable {
  private final Path note;
  private final @Nullable RandomAccessFile file;
  private final RowSink otherwise;
  private @Nullable String cursor;

  private CursorFile(
      Path note, @Nullable RandomAccessFile file, RowSink otherwise, @Nullable String cursor) {
    this.note = note;
    this.file = file;
    this.otherwise = otherwise;
    this.cursor = cursor;
  }

  /**
   * @param out the file that rows are added to, or null to hand them to {@code otherwise}
   */
  public static CursorFile open(Path note, @Nullable Path out, RowSink otherwise)
      throws CliFailure, IOException {
    String cursor = null;
    long length = 0;
    if (Files.exists(note)) {
      try {
        var kept = Json.read(Files.readString(note));
        cursor = kept.path("cursor").asText(null);
        length = kept.path("bytes").asLong();
      } catch (StreamReadException foreign) {
        throw CliFailure.usage(
            note + " is no cursor file", "name another one, or delete it to read from the start");
      }
    }
    if (out == null) {
      return new CursorFile(note, null, otherwise, cursor);
    }
    var file = new RandomAccessFile(out.toFile(), "rw");
    if (file.length() < length) {
      file.close();
      throw CliFailure.usage(
          out + " is shorter than " + note + " says it was", "delete both to read from the start");
    }
    file.setLength(length);
    file.seek(length);
    return new CursorFile(note, file, otherwise, cursor);
  }

  public @Nullable String cursor() {
    return cursor;
  }

  @Override
  public void row(byte[] row) throws IOException {
    if (file == null) {
      otherwise.row(row);
      return;
    }
    var line = java.util.Arrays.copyOf(row, row.length + 1);
    line[row.length] = '\n';
    file.write(line);
  }

  @Override
  public void rest(@Nullable String now) throws IOException {
    if (now == null || now.equals(cursor)) {
      return;
    }
    cursor = now;
    var kept = Json.object().put("cursor", now);
    if (file != null) {
      file.getFD().sync();
      kept.put("bytes", file.length());
    }
    var fresh = note.resolveSibling(note.getFileName() + ".new");
    Files.writeString(fresh, Json.text(kept) + "\n");
    Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
