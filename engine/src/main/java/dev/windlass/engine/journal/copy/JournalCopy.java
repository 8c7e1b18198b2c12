package dev.windlass.engine.journal.copy;

import com.typesafe.config.Config;
import dev.windlass.engine.journal.embedded.EventRow;
import dev.windlass.engine.journal.embedded.FolderReader;
import dev.windlass.engine.journal.embedded.SnapshotRow;
import dev.windlass.engine.journal.postgres.CopyTarget;
import dev.windlass.engine.journal.postgres.CopyTarget.Position;
import dev.windlass.engine.journal.postgres.RowSum;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Copies a data folder into PostgreSQL: every event with its number, every snapshot, and the secret
 * that ids and cursors are made with, so that whoever holds one of them notices nothing. The folder
 * stays as it is.
 *
 * <p>What was stored when a copy is interrupted stays, and the next one goes on from there. It
 * reads the folder from the beginning all the same, for the sums that are compared at the end.
 */
public final class JournalCopy {
  /** Told about once a batch. */
  public interface Progress {
    void at(long events, long all);
  }

  /** What was copied, by this attempt and those before. */
  public record Copied(long events, long snapshots) {}

  private JournalCopy() {}

  /**
   * @param from the data folder
   * @param to the whole configuration, with {@code windlass.journal.postgres}
   * @throws dev.windlass.engine.journal.embedded.FolderLocked when a process works on the folder
   * @throws dev.windlass.engine.journal.SchemaRefused when the database is not empty, or in use
   * @throws IOException when either cannot be read or written, or the two differ in the end
   */
  public static Copied run(Path from, Config to, Progress progress) throws IOException {
    try (var folder = FolderReader.open(from);
        var target = CopyTarget.open(to, folder.secret())) {
      var rows = new Rows(target, progress, folder.events());
      folder.read(rows);
      target.store(rows.last);
      target.end(rows.events, rows.snapshots);
      return new Copied(rows.events.rows(), rows.snapshots.rows());
    } catch (SQLException e) {
      throw new IOException(
          "the copy came to no end: " + e.getMessage() + "; the same command goes on with it", e);
    }
  }

  /** Takes rows out of the folder, and puts in those that are not there yet. */
  private static final class Rows implements FolderReader.Sink {
    private static final int TELL_EVERY = 1_000;

    private final CopyTarget target;
    private final Progress progress;
    private final long all;
    private final RowSum events = new RowSum();
    private final RowSum snapshots = new RowSum();
    private Position last;
    private boolean reached;
    private boolean behind;

    Rows(CopyTarget target, Progress progress, long all) {
      this.target = target;
      this.progress = progress;
      this.all = all;
      this.last = target.begin();
      this.behind = target.begin().stream().isEmpty();
    }

    @Override
    public void event(EventRow row) throws SQLException {
      events.add(row);
      if (isNew(row.stream(), row.seq())) {
        target.add(row);
      }
      if (events.rows() % TELL_EVERY == 0) {
        progress.at(events.rows(), all);
      }
    }

    @Override
    public void snapshot(SnapshotRow row) throws SQLException {
      snapshots.add(row);
      // those of the stream where it goes on may be there; what is there is left alone
      if (isNew(row.stream(), Long.MAX_VALUE)) {
        target.add(row);
      }
    }

    @Override
    public void passed(String stream, long seq) throws SQLException {
      if (isNew(stream, seq)) {
        last = new Position(stream, seq);
        target.passed(last);
      }
    }

    /** Streams come in the same order each time: what is behind the place was not copied yet. */
    private boolean isNew(String stream, long seq) {
      if (!behind && stream.equals(target.begin().stream())) {
        reached = true;
        return seq > target.begin().seq();
      }
      behind = behind || reached;
      return behind;
    }
  }
}
