package dev.windlass.engine.journal.embedded;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;

/** What {@code windlass.journal.embedded} says, read once. */
record EmbeddedSettings(
    Path data,
    long reserveBytes,
    int queueRequests,
    long queueBytes,
    int batchRequests,
    long batchBytes,
    int readers,
    int readerQueue,
    int pageRows,
    long pageBytes,
    Duration probeEvery) {
  private static final String PATH = "windlass.journal.embedded.";

  static EmbeddedSettings of(Config config) {
    return new EmbeddedSettings(
        Path.of(config.getString("windlass.data")).toAbsolutePath().normalize(),
        config.getBytes(PATH + "reserve"),
        positive(config, "queue-requests"),
        config.getBytes(PATH + "queue-bytes"),
        positive(config, "batch-requests"),
        config.getBytes(PATH + "batch-bytes"),
        positive(config, "readers"),
        positive(config, "reader-queue"),
        positive(config, "page-rows"),
        config.getBytes(PATH + "page-bytes"),
        config.getDuration(PATH + "probe-every"));
  }

  private static int positive(Config config, String key) {
    int value = config.getInt(PATH + key);
    if (value < 1) {
      throw new ConfigException.BadValue(
          config.origin(), PATH + key, "must be 1 or more, not " + value);
    }
    return value;
  }
}
