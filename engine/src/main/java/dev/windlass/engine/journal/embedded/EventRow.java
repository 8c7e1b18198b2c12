package dev.windlass.engine.journal.embedded;

/**
 * One event as it stands in the file.
 *
 * @param seq sequence number in its stream, from 1
 * @param writer which life of the persistent actor wrote it
 * @param at milliseconds since 1970, when it was handed to the journal
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
public record EventRow(String stream, long seq, Kind kind, String writer, long at, byte[] payload) {
  /** Beside its payload a row takes about this much memory. */
  private static final int OVERHEAD_BYTES = 200;

  /**
   * How a payload is read back.
   *
   * @param serializer its identifier in Pekko
   * @param manifest the serializer's name of the type
   * @param adapter the event adapter's name of the type, mostly empty
   */
  public record Kind(int serializer, String manifest, String adapter) {}

  /** Bytes of memory, about. */
  public long weight() {
    return (long) payload.length + OVERHEAD_BYTES;
  }
}
