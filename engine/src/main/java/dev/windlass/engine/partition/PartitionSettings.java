package dev.windlass.engine.partition;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code windlass.partition}; see the engine's reference.conf for what each bound means.
 *
 * @param openPromptChars characters of open prompts above which no further run begins
 * @param eventChars characters of answers in one event
 */
public record PartitionSettings(
    int runsAtOnce,
    long openPromptChars,
    long eventChars,
    int loneRuns,
    Duration reportEvery,
    Duration idle,
    Duration idleBeforeWork,
    Duration minBackoff,
    Duration maxBackoff) {
  private static final String PATH = "windlass.partition";

  public static PartitionSettings of(Config config) {
    var own = config.getConfig(PATH);
    return new PartitionSettings(
        positive(own, "runs-at-once"),
        own.getBytes("open-prompts"),
        own.getBytes("event-answers"),
        positive(own, "lone-runs"),
        length(own, "report-every"),
        length(own, "idle"),
        length(own, "idle-before-work"),
        length(own, "journal-backoff.min"),
        length(own, "journal-backoff.max"));
  }

  private static int positive(Config own, String name) {
    int value = own.getInt(name);
    if (value < 1) {
      throw new IllegalArgumentException(PATH + "." + name + " must be at least 1, not " + value);
    }
    return value;
  }

  private static Duration length(Config own, String name) {
    var value = own.getDuration(name);
    if (!value.isPositive()) {
      throw new IllegalArgumentException(PATH + "." + name + " must be above 0, not " + value);
    }
    return value;
  }
}
