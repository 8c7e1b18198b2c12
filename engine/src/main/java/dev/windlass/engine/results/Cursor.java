package dev.windlass.engine.results;

import dev.windlass.engine.protocol.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * Positions as clients hold them: the place, and a proof that it was given out here for just this
 * question. A cursor of another job, order, status or way with gaps is refused, and so is one that
 * was made up.
 */
final class Cursor {
  private static final String PREFIX = "c_";
  private static final int PLACE_BYTES = 3 * Long.BYTES;
  private static final int PROOF_BYTES = 8;

  /**
   * Where a reader stands: everything up to here is behind it.
   *
   * @param event completion order: number of the job's event; input order: number of the line
   * @param row rows of that event that are behind; 0 in input order
   * @param seq rows behind in all; 0 in input order
   */
  record Place(long event, long row, long seq) {
    static final Place START = new Place(0, 0, 0);
  }

  private final Ids ids;
  private final String question;

  Cursor(Ids ids, ResultQuery query) {
    this.ids = ids;
    this.question =
        String.join(
            "\0",
            "cursor",
            query.tenant(),
            query.job(),
            query.order().name(),
            query.status() == null ? "any" : query.status().name(),
            query.gaps() ? "gaps" : "whole");
  }

  String of(Place place) {
    var bytes =
        ByteBuffer.allocate(PLACE_BYTES + PROOF_BYTES)
            .putLong(place.event)
            .putLong(place.row)
            .putLong(place.seq)
            .put(ids.proof(question + "\0" + place), 0, PROOF_BYTES);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Empty when it was not given out for this question. */
  Optional<Place> read(String cursor) {
    if (!cursor.startsWith(PREFIX)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != PLACE_BYTES + PROOF_BYTES) {
      return Optional.empty();
    }
    var buffer = ByteBuffer.wrap(bytes);
    var place = new Place(buffer.getLong(), buffer.getLong(), buffer.getLong());
    // compared in constant time, as every proof is
    return MessageDigest.isEqual(ascii(of(place)), ascii(cursor))
        ? Optional.of(place)
        : Optional.empty();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
