package dev.windlass.engine.journal.postgres;

import com.typesafe.config.Config;
import dev.windlass.engine.journal.SchemaRefused;
import dev.windlass.engine.journal.embedded.EventRow;
import dev.windlass.engine.journal.embedded.SnapshotRow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A database that a data folder is copied into: empty, or half full of the same folder. Its row in
 * {@code windlass_copy} is written with every batch, so that a copy that was interrupted goes on,
 * and keeps nodes away until the end. Used by one thread.
 */
public final class CopyTarget implements AutoCloseable {
  /** Where a copy stands: all up to this event of this stream, in the order of names, is there. */
  public record Position(String stream, long seq) {
    public static final Position BEGINNING = new Position("", 0);
  }

  private static final int BATCH_ROWS = 1_000;
  private static final long BATCH_BYTES = 8L << 20;

  private final Connection connection;
  private final PostgresPresence presence;
  private final PreparedStatement addEvent;
  private final PreparedStatement addSnapshot;
  private final PreparedStatement setPosition;
  private final Position begin;
  private long bytes;
  private int rows;

  private CopyTarget(Connection connection, PostgresPresence presence, Position begin)
      throws SQLException {
    this.connection = connection;
    this.presence = presence;
    this.begin = begin;
    addEvent =
        connection.prepareStatement(
            "INSERT INTO event_journal(persistence_id, sequence_number, deleted, writer,"
                + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                + " event_payload) VALUES (?, ?, false, ?, ?, ?, ?, ?, ?)");
    addSnapshot =
        connection.prepareStatement(
            "INSERT INTO snapshot(persistence_id, sequence_number, created, snapshot_ser_id,"
                + " snapshot_ser_manifest, snapshot_payload) VALUES (?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING");
    setPosition =
        connection.prepareStatement("UPDATE windlass_copy SET last_stream = ?, last_seq = ?");
  }

  /**
   * @param secret of the folder, which becomes the database's
   * @throws SchemaRefused when something else is in it, or nodes are at work on it
   */
  public static CopyTarget open(Config config, byte[] secret) throws IOException {
    var settings = PostgresSettings.of(config);
    var presence = new PostgresPresence(settings);
    try {
      PostgresSchema.migrate(settings);
      if (!presence.alone()) {
        throw new SchemaRefused(
            "nodes are at work on the database at "
                + settings.shownUrl()
                + ": stop them, or copy into another one");
      }
      var connection = settings.connectPatiently();
      connection.setAutoCommit(false);
      return new CopyTarget(connection, presence, begin(connection, settings, secret));
    } catch (SQLException e) {
      presence.close();
      throw new IOException(
          "PostgreSQL at " + settings.shownUrl() + " cannot be copied into: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      presence.close();
      throw e;
    }
  }

  private static Position begin(Connection connection, PostgresSettings settings, byte[] secret)
      throws SQLException, SchemaRefused {
    var known = PostgresSchema.knownSecret(connection);
    try (var statement = connection.createStatement()) {
      try (var rows =
          statement.executeQuery("SELECT last_stream, last_seq, ended FROM windlass_copy")) {
        if (rows.next()) {
          if (!Arrays.equals(known, secret)) {
            throw occupied(settings, "another data folder was copied into it");
          }
          if (rows.getObject(3) != null) {
            throw occupied(settings, "this data folder was copied into it already");
          }
          return new Position(rows.getString(1), rows.getLong(2));
        }
      }
      if (any(connection, "event_journal") || any(connection, "snapshot")) {
        throw occupied(settings, "it holds a journal");
      }
      statement.execute("DELETE FROM windlass_secret");
      statement.execute("INSERT INTO windlass_copy(id, last_stream, last_seq) VALUES (1, '', 0)");
    }
    try (var keep =
        connection.prepareStatement("INSERT INTO windlass_secret(id, secret) VALUES (1, ?)")) {
      keep.setBytes(1, secret);
      keep.executeUpdate();
    }
    connection.commit();
    return Position.BEGINNING;
  }

  private static SchemaRefused occupied(PostgresSettings settings, String why) {
    return new SchemaRefused(
        "nothing was copied into "
            + settings.shownUrl()
            + ": "
            + why
            + ". A data folder is copied into an empty database: make one with createdb");
  }

  private static boolean any(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
      return rows.next();
    }
  }

  /** Where it goes on. */
  public Position begin() {
    return begin;
  }

  public void add(EventRow row) throws SQLException {
    addEvent.setString(1, row.stream());
    addEvent.setLong(2, row.seq());
    addEvent.setString(3, row.writer());
    addEvent.setLong(4, row.at());
    addEvent.setString(5, row.kind().adapter());
    addEvent.setInt(6, row.kind().serializer());
    addEvent.setString(7, row.kind().manifest());
    addEvent.setBytes(8, row.payload());
    addEvent.addBatch();
    bytes += row.weight();
    rows++;
  }

  public void add(SnapshotRow row) throws SQLException {
    addSnapshot.setString(1, row.stream());
    addSnapshot.setLong(2, row.seq());
    addSnapshot.setLong(3, row.at());
    addSnapshot.setInt(4, row.kind().serializer());
    addSnapshot.setString(5, row.kind().manifest());
    addSnapshot.setBytes(6, row.payload());
    addSnapshot.addBatch();
    bytes += row.payload().length;
    rows++;
  }

  /** What was added belongs to what is up to this place; stored when it is enough to. */
  public void passed(Position position) throws SQLException {
    if (rows >= BATCH_ROWS || bytes >= BATCH_BYTES) {
      store(position);
    }
  }

  /** Stores what was added, with the place. */
  public void store(Position position) throws SQLException {
    addEvent.executeBatch();
    addSnapshot.executeBatch();
    setPosition.setString(1, position.stream());
    setPosition.setLong(2, position.seq());
    setPosition.executeUpdate();
    connection.commit();
    rows = 0;
    bytes = 0;
  }

  /**
   * Everything was copied: nodes may start, if what stands there is what was read.
   *
   * @throws IOException when it is not
   */
  public void end(RowSum events, RowSum snapshots) throws SQLException, IOException {
    if (!events.isOfEvents(connection) || !snapshots.isOfSnapshots(connection)) {
      throw new IOException(
          "what stands in the database is not what the folder holds: the folder was worked on since"
              + " the copy began. Empty the database (dropdb, createdb) and copy again");
    }
    try (var statement = connection.createStatement()) {
      statement.execute("UPDATE windlass_copy SET ended = now()");
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("ANALYZE");
    }
  }

  @Override
  public void close() throws IOException {
    try (presence) {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("the connection was not closed in order", e);
    }
  }
}
