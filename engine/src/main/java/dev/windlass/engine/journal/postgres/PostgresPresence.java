package dev.windlass.engine.journal.postgres;

import dev.windlass.engine.journal.Presence;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By an advisory lock of a session: whoever is present shares it, whoever wants to be alone takes
 * it whole. The database lets go of it when the session ends, with its process or its connection.
 */
final class PostgresPresence implements Presence {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPresence.class);

  /** An arbitrary number of ours among the database's advisory locks. */
  private static final long LOCK = 0x57696e646c617374L;

  private static final int ANSWER_SECONDS = 3;

  private final PostgresSettings settings;
  private @Nullable Connection session;
  private boolean shared;

  PostgresPresence(PostgresSettings settings) {
    this.settings = settings;
  }

  @Override
  public void present() throws IOException {
    try {
      share(session());
    } catch (SQLException e) {
      throw away(e);
    }
  }

  @Override
  public boolean alone() throws IOException {
    try {
      var session = session();
      if (!shared && !told(session, "SELECT pg_try_advisory_lock(?)")) {
        return false;
      }
      if (!shared) {
        share(session); // its own lock does not stand in its way
        told(session, "SELECT pg_advisory_unlock(?)");
      }
      return true;
    } catch (SQLException e) {
      throw away(e);
    }
  }

  private void share(Connection session) throws SQLException {
    if (!shared) {
      shared = told(session, "SELECT pg_try_advisory_lock_shared(?)");
    }
  }

  private Connection session() throws SQLException {
    var known = session;
    if (known != null && known.isValid(ANSWER_SECONDS)) {
      return known;
    }
    close();
    var fresh = settings.connect();
    session = fresh;
    return fresh;
  }

  private static boolean told(Connection session, String question) throws SQLException {
    try (var statement = session.prepareStatement(question)) {
      statement.setLong(1, LOCK);
      try (var rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private static IOException away(SQLException why) {
    return new IOException("the database does not say which nodes are present", why);
  }

  @Override
  public void close() {
    shared = false;
    var known = session;
    session = null;
    if (known != null) {
      try {
        known.close();
      } catch (SQLException e) {
        LOG.debug("a connection was not closed in order: {}", e.toString());
      }
    }
  }
}
