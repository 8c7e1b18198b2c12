package dev.windlass.workers.live;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code windlass.worker.live}, read once; {@code reference.conf} explains each.
 *
 * @param every how often watchers are told what came
 * @param batchChars of one telling
 * @param mostWatches watchers of runs that one node remembers
 * @param watchLife after which a watcher that is silent is forgotten
 */
record LiveSettings(Duration every, int batchChars, int mostWatches, Duration watchLife) {
  private static final String PATH = "windlass.worker.live";

  static LiveSettings of(Config root) {
    var own = root.getConfig(PATH);
    return new LiveSettings(
        time(own, "every"),
        whole(own, "batch-chars", 4 << 20),
        whole(own, "most-watches", 1_000_000),
        time(own, "watch-life"));
  }

  private static int whole(Config own, String name, int most) {
    int value = own.getInt(name);
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          PATH + "." + name + " must be 1 to " + most + ", not " + value);
    }
    return value;
  }

  private static Duration time(Config own, String name) {
    var value = own.getDuration(name);
    if (!value.isPositive()) {
      throw new IllegalArgumentException(PATH + "." + name + " must be above 0, not " + value);
    }
    return value;
  }
}
