package dev.windlass.workers.collections;

import com.typesafe.config.Config;

/**
 * {@code windlass.retrieval}, read once; {@code reference.conf} explains each.
 *
 * @param atOnce searches at a time
 * @param mostOpen indexes that are kept
 * @param inMemory characters up to which an index is kept in memory
 * @param bufferMegabytes what an index gathers before it writes
 */
record IndexSettings(int atOnce, int mostOpen, long inMemory, int bufferMegabytes) {
  static IndexSettings of(Config root) {
    var own = root.getConfig("windlass.retrieval");
    return new IndexSettings(
        whole(own, "at-once", 1_024),
        whole(own, "most-open", 10_000),
        own.getBytes("in-memory"),
        Math.clamp(own.getBytes("buffer") >> 20, 1, 1_024));
  }

  private static int whole(Config own, String name, int most) {
    int value = own.getInt(name);
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "windlass.retrieval." + name + " must be 1 to " + most + ", not " + value);
    }
    return value;
  }
}
