package dev.windlass.engine.journal.embedded;

import dev.windlass.engine.journal.embedded.EventRow.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of streams and kinds, as the writer gives them. What was looked up is kept, streams up to
 * a bound; after a rollback all is forgotten, because some of it never came to be. Used by the
 * writer's thread alone.
 */
final class Names {
  private static final int STREAMS_KEPT = 50_000;

  private final PreparedStatement findStream;
  private final PreparedStatement addStream;
  private final PreparedStatement findKind;
  private final PreparedStatement addKind;
  private final Map<Kind, Long> kinds = new HashMap<>();
  private final Map<String, Long> streams =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > STREAMS_KEPT;
        }
      };

  Names(Connection connection) throws SQLException {
    findStream = connection.prepareStatement("SELECT id FROM stream WHERE name = ?");
    addStream = connection.prepareStatement("INSERT INTO stream(name) VALUES (?) RETURNING id");
    findKind =
        connection.prepareStatement(
            "SELECT id FROM kind WHERE serializer = ? AND manifest = ? AND adapter = ?");
    addKind =
        connection.prepareStatement(
            "INSERT INTO kind(serializer, manifest, adapter) VALUES (?, ?, ?) RETURNING id");
  }

  /** The stream's number, or -1 when nothing was ever written to it. */
  long find(String stream) throws SQLException {
    var known = streams.get(stream);
    if (known != null) {
      return known;
    }
    findStream.setString(1, stream);
    long id = number(findStream);
    if (id >= 0) {
      streams.put(stream, id);
    }
    return id;
  }

  long findOrAdd(String stream) throws SQLException {
    long id = find(stream);
    if (id < 0) {
      addStream.setString(1, stream);
      id = number(addStream);
      streams.put(stream, id);
    }
    return id;
  }

  long findOrAdd(Kind kind) throws SQLException {
    var known = kinds.get(kind);
    if (known != null) {
      return known;
    }
    bind(findKind, kind);
    long id = number(findKind);
    if (id < 0) {
      bind(addKind, kind);
      id = number(addKind);
    }
    kinds.put(kind, id);
    return id;
  }

  void forget() {
    streams.clear();
    kinds.clear();
  }

  private static void bind(PreparedStatement statement, Kind kind) throws SQLException {
    statement.setInt(1, kind.serializer());
    statement.setString(2, kind.manifest());
    statement.setString(3, kind.adapter());
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (var rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }
}
