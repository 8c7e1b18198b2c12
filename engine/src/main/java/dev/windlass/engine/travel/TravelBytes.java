package dev.windlass.engine.travel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A message as it lies in its frame: one byte that says how it is kept, then the message; deflated
 * where it is long, so that it passes the frame.
 */
final class TravelBytes {
  private static final int PLAIN = 0;
  private static final int DEFLATED = 1;

  private final int deflateFrom;
  private final long longest;

  /**
   * @param deflateFrom bytes
   * @param longest bytes that an inflated message may take; beyond it is refused
   */
  TravelBytes(int deflateFrom, long longest) {
    this.deflateFrom = deflateFrom;
    this.longest = longest;
  }

  /** Collects what is written, without a copy where it stays as it is. */
  static final class Growing extends ByteArrayOutputStream {
    Growing() {
      super(512);
      write(PLAIN);
    }

    int length() {
      return count;
    }

    void deflateTo(OutputStream out) throws IOException {
      out.write(buf, 1, count - 1);
    }
  }

  byte[] pack(Growing message) throws IOException {
    if (message.length() <= deflateFrom) {
      return message.toByteArray();
    }
    var packed = new ByteArrayOutputStream(message.length() / 3);
    packed.write(DEFLATED);
    var deflater = new Deflater(Deflater.BEST_SPEED);
    try (var out = new DeflaterOutputStream(packed, deflater, 1 << 16)) {
      message.deflateTo(out);
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }

  InputStream unpack(byte[] packed) throws IOException {
    var kept = new ByteArrayInputStream(packed, 1, Math.max(0, packed.length - 1));
    return switch (packed.length == 0 ? -1 : packed[0]) {
      case PLAIN -> kept;
      case DEFLATED -> new Bounded(new InflaterInputStream(kept), longest);
      default -> throw new IOException("a message from another node is not kept in a known way");
    };
  }

  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long longest) {
      this.in = in;
      left = longest;
    }

    @Override
    public int read() throws IOException {
      return counted(in.read(), 1);
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      int read = in.read(to, from, length);
      return counted(read, read);
    }

    private int counted(int result, int bytes) throws IOException {
      if (result >= 0) {
        left -= bytes;
        if (left < 0) {
          throw new IOException("a message is longer than windlass.travel.max-message");
        }
      }
      return result;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
