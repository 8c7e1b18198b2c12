package dev.windlass.engine.results;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/** What {@code windlass.results} says, read once. */
record ResultsSettings(
    int chunkRows,
    long chunkBytes,
    long keptBytes,
    long windowBytes,
    Duration lookAfter,
    Duration lookAtLeastEvery,
    Duration readTimeout) {
  private static final String PATH = "windlass.results.";

  static ResultsSettings of(Config config) {
    int rows = config.getInt(PATH + "chunk-rows");
    if (rows < 1) {
      throw new ConfigException.BadValue(
          config.origin(), PATH + "chunk-rows", "must be 1 or more, not " + rows);
    }
    return new ResultsSettings(
        rows,
        config.getBytes(PATH + "chunk-bytes"),
        config.getBytes(PATH + "kept-bytes"),
        config.getBytes(PATH + "window-bytes"),
        config.getDuration(PATH + "look-after"),
        config.getDuration(PATH + "look-at-least-every"),
        config.getDuration(PATH + "read-timeout"));
  }
}
