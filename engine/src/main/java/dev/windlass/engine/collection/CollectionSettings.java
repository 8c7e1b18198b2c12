package dev.windlass.engine.collection;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code windlass.collections}, read once; {@code reference.conf} explains each.
 *
 * @param chunk characters of a chunk where a collection does not say
 * @param overlap characters that chunks share where a collection does not say
 * @param mostDocuments of one collection
 * @param mostChars of one collection's texts
 * @param documentChars of one document
 * @param eventChars of chunks in one event, about
 * @param readChars of chunks in one answer to a reader, about
 * @param snapshotEvery events
 * @param embedWindow chunks of a collection that are being embedded at a time
 * @param embedAgain how long after a failure chunks are tried again
 */
public record CollectionSettings(
    int chunk,
    int overlap,
    int mostDocuments,
    long mostChars,
    int documentChars,
    int eventChars,
    int readChars,
    int snapshotEvery,
    int embedWindow,
    Duration embedAgain) {
  /** The shortest and the longest chunk that a collection may ask for, in characters. */
  public static final int SHORTEST_CHUNK = 100;

  public static final int LONGEST_CHUNK = 32_768;

  /** Reads the settings; nonsense is refused by the setting's full path. */
  public static CollectionSettings of(Config root) {
    int chunk = whole(root, "chunk", SHORTEST_CHUNK, LONGEST_CHUNK);
    return new CollectionSettings(
        chunk,
        whole(root, "overlap", 0, chunk / 2),
        whole(root, "most-documents", 1, 10_000_000),
        root.getBytes("windlass.collections.most-text"),
        whole(root, "document-text", 1_000, 16 * 1024 * 1024),
        whole(root, "event-text", 1_000, 4 * 1024 * 1024),
        whole(root, "read-text", 1_000, 8 * 1024 * 1024),
        whole(root, "snapshot-every", 1, 1_000_000),
        whole(root, "embed-window", 1, 100_000),
        root.getDuration("windlass.collections.embed-again"));
  }

  private static int whole(Config root, String name, int least, int most) {
    var path = "windlass.collections." + name;
    long value = root.getBytes(path);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          path + " must be " + least + " to " + most + ", not " + value);
    }
    return (int) value;
  }
}
