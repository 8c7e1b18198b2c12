package dev.windlass.engine.journal.postgres;

import dev.windlass.engine.journal.embedded.EventRow;
import dev.windlass.engine.journal.embedded.SnapshotRow;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * How many rows, and the sum of 60 bits of a digest of each: the same whatever their order, so that
 * the database can count it by itself. It guards against mistakes, not against forgery.
 */
public final class RowSum {
  /** Fields that two rows might split otherwise are kept apart by line ends. */
  private static final String DIGEST =
      "(('x' || left(encode(sha256(convert_to(%s, 'UTF8') || %s), 'hex'), 15))::bit(60)::bigint)";

  private static final String EVENTS =
      "SELECT count(*), coalesce(sum("
          + DIGEST.formatted(
              "persistence_id || E'\\n' || sequence_number || E'\\n' || writer || E'\\n' ||"
                  + " write_timestamp || E'\\n' || coalesce(adapter_manifest, '') || E'\\n' ||"
                  + " event_ser_id || E'\\n' || event_ser_manifest || E'\\n'",
              "event_payload")
          + "), 0) FROM event_journal";

  private static final String SNAPSHOTS =
      "SELECT count(*), coalesce(sum("
          + DIGEST.formatted(
              "persistence_id || E'\\n' || sequence_number || E'\\n' || created || E'\\n' ||"
                  + " snapshot_ser_id || E'\\n' || snapshot_ser_manifest || E'\\n'",
              "snapshot_payload")
          + "), 0) FROM snapshot";

  private final MessageDigest sha256;
  private long rows;
  private BigInteger sum = BigInteger.ZERO;

  public RowSum() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public void add(EventRow row) {
    add(
        row.payload(),
        row.stream(),
        row.seq(),
        row.writer(),
        row.at(),
        row.kind().adapter(),
        row.kind().serializer(),
        row.kind().manifest());
  }

  public void add(SnapshotRow row) {
    add(
        row.payload(),
        row.stream(),
        row.seq(),
        row.at(),
        row.kind().serializer(),
        row.kind().manifest());
  }

  private void add(byte[] payload, Object... fields) {
    var text = new StringBuilder();
    for (var field : fields) {
      text.append(field).append('\n');
    }
    sha256.update(text.toString().getBytes(StandardCharsets.UTF_8));
    long first = ByteBuffer.wrap(sha256.digest(payload)).getLong();
    sum = sum.add(BigInteger.valueOf(first >>> 4));
    rows++;
  }

  public long rows() {
    return rows;
  }

  /** Whether the database holds the same events, or what it holds instead. */
  boolean isOfEvents(Connection in) throws SQLException {
    return isOf(in, EVENTS);
  }

  boolean isOfSnapshots(Connection in) throws SQLException {
    return isOf(in, SNAPSHOTS);
  }

  private boolean isOf(Connection in, String query) throws SQLException {
    try (var statement = in.createStatement();
        var found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1) == rows && found.getBigDecimal(2).toBigIntegerExact().equals(sum);
    }
  }
}
