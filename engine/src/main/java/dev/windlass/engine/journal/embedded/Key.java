package dev.windlass.engine.journal.embedded;

/** The key of an event: the stream's number in the upper half, the sequence number in the lower. */
final class Key {
  /** The highest sequence number of a stream. */
  static final long MAX_SEQ = 0xffff_ffffL;

  private Key() {}

  static long of(long stream, long seq) {
    if (seq < 1 || seq > MAX_SEQ) {
      throw new IllegalArgumentException(
          "a sequence number is from 1 to " + MAX_SEQ + ", not " + seq);
    }
    return stream << 32 | seq;
  }

  /** The key at or, beyond the bounds, beside which a range starts or ends. */
  static long bound(long stream, long seq) {
    return stream << 32 | Math.clamp(seq, 0, MAX_SEQ);
  }

  static long seq(long key) {
    return key & MAX_SEQ;
  }
}
