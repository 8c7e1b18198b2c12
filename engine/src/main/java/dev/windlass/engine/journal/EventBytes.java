package dev.windlass.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * How JSON stands in the journal: as it is, or, when it is long, deflated at best speed behind one
 * mark byte and its length. JSON of an object starts with a brace, so the first byte tells the two
 * apart, and short events stay readable in the file.
 */
final class EventBytes {
  private static final byte DEFLATED = 1;
  private static final int HEADER = 1 + Integer.BYTES;

  /** Bytes from which deflating pays for itself. */
  private final int deflateFrom;

  private final long maxBytes;

  EventBytes(int deflateFrom, long maxBytes) {
    this.deflateFrom = deflateFrom;
    this.maxBytes = maxBytes;
  }

  byte[] store(byte[] json, String name) {
    if (json.length > maxBytes) {
      throw new IllegalArgumentException(
          "an event "
              + name
              + " of "
              + json.length
              + " bytes is above windlass.journal.max-event ("
              + maxBytes
              + " bytes); cut what is journaled at once, or raise the setting");
    }
    return json.length < deflateFrom ? json : deflate(json);
  }

  private static byte[] deflate(byte[] json) {
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(json);
      deflater.finish();
      var out = ByteBuffer.allocate(HEADER + json.length);
      out.put(DEFLATED).putInt(json.length);
      deflater.deflate(out);
      if (!deflater.finished()) {
        return json; // what does not shrink is kept as it is
      }
      return Arrays.copyOf(out.array(), out.position());
    } finally {
      deflater.end();
    }
  }

  byte[] load(byte[] stored, String name) throws IOException {
    if (stored.length < HEADER || stored[0] != DEFLATED) {
      return stored;
    }
    int length = ByteBuffer.wrap(stored, 1, Integer.BYTES).getInt();
    if (length < 0 || length > maxBytes) {
      throw new IOException(
          "an event " + name + " claims " + length + " bytes, above windlass.journal.max-event");
    }
    var inflater = new Inflater(true);
    try {
      inflater.setInput(stored, HEADER, stored.length - HEADER);
      var json = new byte[length];
      int read = 0;
      while (read < length && !inflater.finished()) {
        int now = inflater.inflate(json, read, length - read);
        if (now == 0) {
          break;
        }
        read += now;
      }
      if (read != length) {
        throw new IOException("an event " + name + " is cut short: " + read + " of " + length);
      }
      return json;
    } catch (DataFormatException e) {
      throw new IOException("an event " + name + " cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }
}
