package dev.windlass.engine.cache;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code windlass.cache}; see the engine's reference.conf for what each bound means.
 *
 * @param answers of one bucket
 * @param chars of the answers of one bucket
 * @param longest answer that is kept, in characters
 */
public record CacheSettings(
    int buckets,
    int answers,
    long chars,
    long longest,
    Duration age,
    Duration askAgain,
    Duration lostAfter,
    Duration idle) {
  private static final String PATH = "windlass.cache";

  /** Reads the settings once; nonsense is refused by the setting's full path. */
  public static CacheSettings of(Config config) {
    var own = config.getConfig(PATH);
    int buckets = own.getInt("buckets");
    if (buckets < 1 || buckets > 1024) {
      throw new IllegalArgumentException(PATH + ".buckets must be 1 to 1024, not " + buckets);
    }
    int answers = own.getInt("answers");
    if (answers < buckets) {
      throw new IllegalArgumentException(
          PATH + ".answers must be at least the number of buckets, " + buckets);
    }
    return new CacheSettings(
        buckets,
        answers / buckets,
        own.getBytes("bytes") / buckets,
        own.getBytes("longest-answer"),
        length(own, "age"),
        length(own, "ask-again"),
        length(own, "lost-after"),
        length(own, "idle"));
  }

  private static Duration length(Config own, String name) {
    var value = own.getDuration(name);
    if (!value.isPositive()) {
      throw new IllegalArgumentException(PATH + "." + name + " must be above 0, not " + value);
    }
    return value;
  }
}
