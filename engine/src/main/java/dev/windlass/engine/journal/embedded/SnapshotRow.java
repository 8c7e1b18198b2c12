package dev.windlass.engine.journal.embedded;

/**
 * One snapshot as it stands in the file.
 *
 * @param seq of the last event in it
 * @param at milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
public record SnapshotRow(String stream, long seq, long at, EventRow.Kind kind, byte[] payload) {}
