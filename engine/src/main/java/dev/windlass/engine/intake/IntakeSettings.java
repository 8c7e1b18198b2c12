package dev.windlass.engine.intake;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of an upload, from {@code windlass.intake}.
 *
 * @param maxLineBytes longest line without its line end; a longer one becomes a fault
 * @param maxLines of one job
 * @param batchLines lines made durable by one write, at most
 * @param batchBytes the same in bytes of lines
 * @param batchDelay longest time a line waits for others to share its write
 * @param batchesInFlight batches that are being written while the next is collected
 * @param partitionLines lines of one partition, at most
 * @param partitionBytes the same in bytes of lines; a partition holds at least one line
 * @param readers chunks of lines that are parsed at a time
 * @param strictFaults bad lines that a strict job names before it is rejected
 * @param rememberedIds ids kept between the uploads of a job, over all jobs of this node
 */
public record IntakeSettings(
    int maxLineBytes,
    long maxLines,
    int batchLines,
    int batchBytes,
    Duration batchDelay,
    int batchesInFlight,
    int partitionLines,
    int partitionBytes,
    int readers,
    int strictFaults,
    int rememberedIds) {
  private static final String PATH = "windlass.intake";

  /** Reads the settings once; nonsense is refused by the setting's full path. */
  public static IntakeSettings of(Config root) {
    var in = root.getConfig(PATH);
    return new IntakeSettings(
        bytes(in, "max-line", 1024, 16 << 20),
        count(in, "max-lines", 1, 100_000_000),
        count(in, "batch-lines", 1, 100_000),
        bytes(in, "batch-bytes", 1024, 64 << 20),
        in.getDuration("batch-delay"),
        count(in, "batches-in-flight", 1, 64),
        count(in, "partition-lines", 1, 100_000),
        bytes(in, "partition-bytes", 1024, 64 << 20),
        count(in, "readers", 1, 64),
        count(in, "strict-faults", 1, 10_000),
        count(in, "remembered-ids", 0, 100_000_000));
  }

  /** The same bounds of what is stored, where each line is stored for so many runs. */
  IntakeSettings forRuns(int runs) {
    return new IntakeSettings(
        maxLineBytes,
        Math.max(1, maxLines / runs),
        Math.max(1, batchLines / runs),
        Math.max(1, batchBytes / runs),
        batchDelay,
        batchesInFlight,
        Math.max(1, partitionLines / runs),
        Math.max(1, partitionBytes / runs),
        readers,
        strictFaults,
        rememberedIds);
  }

  private static int count(Config in, String key, int least, int most) {
    return within(key, in.getLong(key), least, most);
  }

  private static int bytes(Config in, String key, int least, int most) {
    return within(key, in.getBytes(key), least, most);
  }

  private static int within(String key, long value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          PATH + "." + key + " must be from " + least + " to " + most + ", not " + value);
    }
    return (int) value;
  }
}
