package dev.windlass.engine.intake;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into lines, at LF alone. A CR before the LF is stripped, as is a byte
 * order mark before line 1 of a job. Holds at most one line of the longest length; of a longer one
 * only a running digest is kept. Lines that lie in one chunk are not copied. Not thread-safe.
 */
final class LineSplitter {
  private static final int LF = '\n';
  private static final int CR = '\r';
  private static final int MARK_BYTES = 3;

  private final int maxBytes;
  private boolean markMayCome;
  private byte[] held = new byte[512];
  private int heldBytes;
  private @Nullable Flood flood;

  /**
   * @param fromLineOne whether the first line that comes is line 1 of the job
   */
  LineSplitter(int maxBytes, boolean fromLineOne) {
    this.maxBytes = maxBytes;
    this.markMayCome = fromLineOne;
  }

  /** The lines that this chunk ends; they look into the chunk. */
  List<RawLine> feed(ByteString chunk) {
    var bytes = chunk.toArrayUnsafe();
    var lines = new ArrayList<RawLine>(bytes.length / 128 + 1);
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == LF) {
        lines.add(complete(bytes, begin, i));
        begin = i + 1;
      }
    }
    if (begin < bytes.length) {
      hold(bytes, begin, bytes.length);
    }
    return lines;
  }

  /** The last line, of a body that ended well without a line end. */
  List<RawLine> end() {
    if (flood != null) {
      var digest = flood.end(false);
      flood = null;
      return List.of(RawLine.tooLarge(digest));
    }
    if (heldBytes == 0) {
      return List.of();
    }
    var line = cut(Arrays.copyOf(held, heldBytes), 0, heldBytes);
    heldBytes = 0;
    return line.length() == 0 ? List.of() : List.of(line); // a lone byte order mark is no line
  }

  private RawLine complete(byte[] bytes, int from, int to) {
    if (flood != null) {
      flood.add(bytes, from, to);
      var digest = flood.end(true);
      flood = null;
      return RawLine.tooLarge(digest);
    }
    if (heldBytes == 0) {
      return cut(bytes, from, withoutCr(bytes, from, to));
    }
    var joined = Arrays.copyOf(held, heldBytes + to - from);
    System.arraycopy(bytes, from, joined, heldBytes, to - from);
    heldBytes = 0;
    return cut(joined, 0, withoutCr(joined, 0, joined.length));
  }

  private RawLine cut(byte[] bytes, int begin, int to) {
    int from = begin;
    if (markMayCome) {
      markMayCome = false;
      from += markAt(bytes, begin, to);
    }
    var line = RawLine.of(bytes, from, to - from);
    return line.length() > maxBytes ? RawLine.tooLarge(line.digest()) : line;
  }

  private void hold(byte[] bytes, int from, int to) {
    int all = heldBytes + to - from;
    if (flood != null) {
      flood.add(bytes, from, to);
    } else if (all > maxBytes + MARK_BYTES + 1) { // too large even without mark and CR
      var joined = Arrays.copyOf(held, all);
      System.arraycopy(bytes, from, joined, heldBytes, to - from);
      flood = new Flood();
      flood.add(joined, markMayCome ? markAt(joined, 0, all) : 0, all);
      markMayCome = false;
      heldBytes = 0;
    } else {
      if (all > held.length) {
        held = Arrays.copyOf(held, Math.min(Math.max(all, 2 * held.length), maxBytes + 4));
      }
      System.arraycopy(bytes, from, held, heldBytes, to - from);
      heldBytes = all;
    }
  }

  private static int withoutCr(byte[] bytes, int from, int to) {
    return to > from && bytes[to - 1] == CR ? to - 1 : to;
  }

  private static int markAt(byte[] bytes, int from, int to) {
    boolean mark =
        to - from >= MARK_BYTES
            && bytes[from] == (byte) 0xEF
            && bytes[from + 1] == (byte) 0xBB
            && bytes[from + 2] == (byte) 0xBF;
    return mark ? MARK_BYTES : 0;
  }

  /** A line of which only the digest is kept. A CR is held back: it may stand before the LF. */
  private static final class Flood {
    private final MessageDigest sha = RawLine.sha256();
    private boolean crHeldBack;

    void add(byte[] bytes, int from, int to) {
      if (from == to) {
        return;
      }
      if (crHeldBack) {
        sha.update((byte) CR);
      }
      crHeldBack = bytes[to - 1] == CR;
      sha.update(bytes, from, (crHeldBack ? to - 1 : to) - from);
    }

    String end(boolean atLf) {
      if (crHeldBack && !atLf) {
        sha.update((byte) CR);
      }
      return HexFormat.of().formatHex(sha.digest());
    }
  }
}
