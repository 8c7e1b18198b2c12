package dev.windlass.engine.journal.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/** Everything that writes, as prepared statements. Used by the writer's thread alone. */
final class Tables {
  private final Names names;
  private final PreparedStatement append;
  private final PreparedStatement highest;
  private final PreparedStatement deleteEvents;
  private final PreparedStatement rememberDeleted;
  private final PreparedStatement saveSnapshot;
  private final PreparedStatement deleteSnapshots;

  Tables(Connection connection) throws SQLException {
    names = new Names(connection);
    append =
        connection.prepareStatement(
            "INSERT INTO event(id, kind, writer, at, payload) VALUES (?, ?, ?, ?, ?)");
    // what was deleted still counts
    highest =
        connection.prepareStatement(
            "SELECT max(ifnull((SELECT max(id) & 4294967295 FROM event WHERE id BETWEEN ? AND ?),"
                + " 0), (SELECT deleted FROM stream WHERE id = ?))");
    deleteEvents = connection.prepareStatement("DELETE FROM event WHERE id BETWEEN ? AND ?");
    rememberDeleted =
        connection.prepareStatement("UPDATE stream SET deleted = max(deleted, ?) WHERE id = ?");
    saveSnapshot =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO snapshot(stream, seq, at, kind, payload) VALUES (?,?,?,?,?)");
    deleteSnapshots =
        connection.prepareStatement(
            "DELETE FROM snapshot WHERE stream = ? AND seq BETWEEN ? AND ? AND at BETWEEN ? AND ?");
  }

  void append(List<EventRow> rows) throws SQLException {
    for (var row : rows) {
      append.setLong(1, Key.of(names.findOrAdd(row.stream()), row.seq()));
      append.setLong(2, names.findOrAdd(row.kind()));
      append.setObject(3, WriterId.store(row.writer()));
      append.setLong(4, row.at());
      append.setBytes(5, row.payload());
      append.executeUpdate();
    }
  }

  long highest(String stream) throws SQLException {
    long id = names.find(stream);
    return id < 0 ? 0 : highest(id);
  }

  private long highest(long stream) throws SQLException {
    highest.setLong(1, Key.bound(stream, 0));
    highest.setLong(2, Key.bound(stream, Key.MAX_SEQ));
    highest.setLong(3, stream);
    try (var rows = highest.executeQuery()) {
      return rows.getLong(1);
    }
  }

  /** How many events are gone. */
  int deleteTo(String stream, long seq) throws SQLException {
    long id = names.find(stream);
    if (id < 0) {
      return 0;
    }
    long last = Math.min(seq, highest(id));
    deleteEvents.setLong(1, Key.bound(id, 0));
    deleteEvents.setLong(2, Key.bound(id, last));
    int gone = deleteEvents.executeUpdate();
    rememberDeleted.setLong(1, last);
    rememberDeleted.setLong(2, id);
    rememberDeleted.executeUpdate();
    return gone;
  }

  int save(SnapshotMetadata of, EventRow.Kind kind, byte[] payload) throws SQLException {
    saveSnapshot.setLong(1, names.findOrAdd(of.persistenceId()));
    saveSnapshot.setLong(2, of.sequenceNr());
    saveSnapshot.setLong(3, of.timestamp());
    saveSnapshot.setLong(4, names.findOrAdd(kind));
    saveSnapshot.setBytes(5, payload);
    return saveSnapshot.executeUpdate();
  }

  /** How many snapshots are gone. */
  int deleteSnapshots(String stream, SnapshotSelectionCriteria which) throws SQLException {
    long id = names.find(stream);
    if (id < 0) {
      return 0;
    }
    deleteSnapshots.setLong(1, id);
    deleteSnapshots.setLong(2, which.minSequenceNr());
    deleteSnapshots.setLong(3, which.maxSequenceNr());
    deleteSnapshots.setLong(4, which.minTimestamp());
    deleteSnapshots.setLong(5, which.maxTimestamp());
    return deleteSnapshots.executeUpdate();
  }

  /** What was added in a transaction that was rolled back is there no more. */
  void rolledBack() {
    names.forget();
  }
}
