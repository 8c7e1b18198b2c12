package dev.windlass.engine.journal.embedded;

import dev.windlass.engine.journal.embedded.EventRow.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.jspecify.annotations.Nullable;

/**
 * Everything that reads, on one connection that only reads. Each page is a short statement of its
 * own, so that no reader holds the log back for long. Used by one thread at a time.
 */
final class Pages {
  /**
   * A stretch of a stream.
   *
   * @param next where the next page starts, or 0 when this one reached the end
   */
  record Page(List<EventRow> rows, long next) {}

  /** The latest snapshot that was asked for. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
  record Snapshot(long seq, long at, Kind kind, byte[] payload) {}

  private final Connection connection;
  private final PreparedStatement events;
  private final PreparedStatement stream;
  private final PreparedStatement streams;
  private final PreparedStatement kind;
  private final PreparedStatement snapshot;
  private final PreparedStatement snapshots;
  private final Map<Long, Kind> kinds = new HashMap<>();

  Pages(Connection connection) throws SQLException {
    this.connection = connection;
    events =
        connection.prepareStatement(
            "SELECT id, kind, writer, at, payload FROM event WHERE id BETWEEN ? AND ? ORDER BY id"
                + " LIMIT ?");
    stream = connection.prepareStatement("SELECT id FROM stream WHERE name = ?");
    streams =
        connection.prepareStatement(
            "SELECT name FROM stream WHERE name > ? ORDER BY name" + " LIMIT ?");
    kind = connection.prepareStatement("SELECT serializer, manifest, adapter FROM kind WHERE id=?");
    snapshot =
        connection.prepareStatement(
            "SELECT seq, at, kind, payload FROM snapshot WHERE stream = ? AND seq BETWEEN ? AND ?"
                + " AND at BETWEEN ? AND ? ORDER BY seq DESC LIMIT 1");
    snapshots =
        connection.prepareStatement(
            "SELECT seq, at, kind, payload FROM snapshot WHERE stream = ? ORDER BY seq");
  }

  /**
   * The events from one sequence number to another, both in it; as many as the two bounds allow,
   * and at least one where there is one.
   */
  Page events(String name, long from, long to, int maxRows, long maxBytes) throws SQLException {
    long id = number(name);
    var rows = new ArrayList<EventRow>();
    if (id < 0 || from > to || maxRows <= 0) {
      return new Page(rows, 0);
    }
    events.setLong(1, Key.bound(id, from));
    events.setLong(2, Key.bound(id, to));
    events.setInt(3, maxRows);
    long bytes = 0;
    try (var found = events.executeQuery()) {
      while (bytes < maxBytes && found.next()) {
        var row =
            new EventRow(
                name,
                Key.seq(found.getLong(1)),
                kind(found.getLong(2)),
                WriterId.load(found.getObject(3)),
                found.getLong(4),
                found.getBytes(5));
        rows.add(row);
        bytes += row.weight();
      }
    }
    boolean ended = rows.size() < maxRows && bytes < maxBytes;
    return new Page(rows, ended || rows.getLast().seq() >= to ? 0 : rows.getLast().seq() + 1);
  }

  /** Names of streams behind this one, in order of their names. */
  List<String> streams(String after, int max) throws SQLException {
    streams.setString(1, after);
    streams.setInt(2, max);
    var names = new ArrayList<String>();
    try (var found = streams.executeQuery()) {
      while (found.next()) {
        names.add(found.getString(1));
      }
    }
    return names;
  }

  Optional<Snapshot> snapshot(String name, SnapshotSelectionCriteria which) throws SQLException {
    long id = number(name);
    if (id < 0) {
      return Optional.empty();
    }
    snapshot.setLong(1, id);
    snapshot.setLong(2, which.minSequenceNr());
    snapshot.setLong(3, which.maxSequenceNr());
    snapshot.setLong(4, which.minTimestamp());
    snapshot.setLong(5, which.maxTimestamp());
    try (var found = snapshot.executeQuery()) {
      return found.next()
          ? Optional.of(
              new Snapshot(
                  found.getLong(1), found.getLong(2), kind(found.getLong(3)), found.getBytes(4)))
          : Optional.empty();
    }
  }

  /** All snapshots of a stream, the oldest first: few are kept. */
  List<Snapshot> snapshots(String name) throws SQLException {
    snapshots.setLong(1, number(name));
    var all = new ArrayList<Snapshot>();
    try (var found = snapshots.executeQuery()) {
      while (found.next()) {
        all.add(
            new Snapshot(
                found.getLong(1), found.getLong(2), kind(found.getLong(3)), found.getBytes(4)));
      }
    }
    return all;
  }

  private long number(String name) throws SQLException {
    stream.setString(1, name);
    try (var found = stream.executeQuery()) {
      return found.next() ? found.getLong(1) : -1;
    }
  }

  private Kind kind(long id) throws SQLException {
    @Nullable Kind known = kinds.get(id);
    if (known != null) {
      return known;
    }
    kind.setLong(1, id);
    try (var found = kind.executeQuery()) {
      if (!found.next()) {
        throw new SQLException("the journal names a kind of event, " + id + ", that it lacks");
      }
      var read = new Kind(found.getInt(1), found.getString(2), found.getString(3));
      kinds.put(id, read);
      return read;
    }
  }

  void close() throws SQLException {
    connection.close();
  }
}
