package dev.windlass.engine.journal.embedded;

import java.nio.ByteBuffer;
import java.util.UUID;

/** A writer's id as it is kept: a UUID in its 16 bytes, any other text as it is. */
final class WriterId {
  private static final int UUID_CHARS = 36;

  private WriterId() {}

  static Object store(String writer) {
    if (writer.length() == UUID_CHARS) {
      try {
        var uuid = UUID.fromString(writer);
        if (uuid.toString().equals(writer)) {
          return ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array();
        }
      } catch (IllegalArgumentException e) {
        return writer; // no UUID after all
      }
    }
    return writer;
  }

  static String load(Object stored) {
    if (stored instanceof byte[] bytes) {
      var buffer = ByteBuffer.wrap(bytes);
      return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }
    return String.valueOf(stored);
  }
}
