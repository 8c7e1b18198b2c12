package dev.windlass.engine.dispatch;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code windlass.dispatch}, read once.
 *
 * @param turnTokens what one turn of a job is worth in tokens
 * @param tick how often lanes are offered again and standings are told
 * @param remindAfter after which time without a word outcomes are told again
 */
public record DispatchSettings(int turnTokens, Duration tick, Duration remindAfter) {
  private static final String PATH = "windlass.dispatch.";

  public DispatchSettings {
    if (turnTokens < 1) {
      throw new IllegalArgumentException(PATH + "turn-tokens must be at least 1");
    }
    if (tick.isNegative() || tick.isZero()) {
      throw new IllegalArgumentException(PATH + "tick must be longer than 0");
    }
  }

  public static DispatchSettings of(Config config) {
    return new DispatchSettings(
        config.getInt(PATH + "turn-tokens"),
        config.getDuration(PATH + "tick"),
        config.getDuration(PATH + "remind-after"));
  }
}
