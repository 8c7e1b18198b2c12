package dev.windlass.engine.job;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of jobs, from {@code windlass.job} and {@code windlass.jobs}.
 *
 * @param window open runs over the partitions at work, from which on no further one is taken in
 * @param leastPartitions partitions at work at least, where there are so many
 * @param stopWindow partitions that are cancelled, or taken up again, at a time
 * @param beat how often partitions at work are told so again
 * @param progressInterval least time between two writes of progress
 * @param showInterval least time between two progress events to a watcher
 * @param snapshotEvery events between two snapshots
 * @param rest how long an ended job that nobody asks for stays in memory
 * @param uploadAlive how long an upload that gave no sign counts as alive
 * @param unsealedExpiry after which a job that is not sealed and gets no line expires
 * @param keyRetention how long an Idempotency-Key means the job it made
 * @param retakeTimeout after which a partition is asked again to take runs up
 */
public record JobSettings(
    int window,
    int leastPartitions,
    int stopWindow,
    Duration beat,
    Duration progressInterval,
    Duration showInterval,
    int snapshotEvery,
    Duration rest,
    Duration uploadAlive,
    Duration unsealedExpiry,
    Duration keyRetention,
    Duration retakeTimeout) {
  private static final int POOL = 1_024;
  private static final int RUNS_A_PLACE = 4;
  private static final int MARGIN = 1_000;

  public JobSettings {
    positive("windlass.job.window", window);
    positive("windlass.job.least-partitions", leastPartitions);
    positive("windlass.job.stop-window", stopWindow);
    positive("windlass.job.snapshot-every", snapshotEvery);
    positive("windlass.job.beat", beat);
    positive("windlass.job.show-interval", showInterval);
    positive("windlass.job.rest", rest);
    positive("windlass.job.retake-timeout", retakeTimeout);
    positive("windlass.jobs.unsealed-expiry", unsealedExpiry);
    positive("windlass.jobs.key-retention", keyRetention);
  }

  /** Reads the settings once; nonsense is refused by the setting's full path. */
  public static JobSettings of(Config root) {
    var job = root.getConfig("windlass.job");
    var jobs = root.getConfig("windlass.jobs");
    return new JobSettings(
        window(root, job),
        job.getInt("least-partitions"),
        job.getInt("stop-window"),
        job.getDuration("beat"),
        job.getDuration("progress-interval"),
        job.getDuration("show-interval"),
        job.getInt("snapshot-every"),
        job.getDuration("rest"),
        job.getDuration("upload-alive"),
        jobs.getDuration("unsealed-expiry"),
        jobs.getDuration("key-retention"),
        job.getDuration("retake-timeout"));
  }

  /**
   * Four times the worker pool and some more: one part is in flight, one waits for the next write,
   * and the rest is at hand while the next partition is read.
   */
  private static int window(Config root, Config job) {
    if (!"auto".equals(job.getString("window"))) {
      return job.getInt("window");
    }
    var path = "windlass.worker.pool";
    return RUNS_A_PLACE * (root.hasPath(path) ? root.getInt(path) : POOL) + MARGIN;
  }

  private static void positive(String path, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(path + " must be at least 1, not " + value);
    }
  }

  private static void positive(String path, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(path + " must be longer than nothing, not " + value);
    }
  }
}
