package dev.windlass.workers.limits;

import com.typesafe.config.Config;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What owners of limits are made of: {@code windlass.limits}, read once, and the node around them.
 *
 * @param node its name, as limits name their owner
 * @param alone whether this process alone can own limits, because it holds the lock on its data
 *     folder: leases of an earlier process ended with it
 * @param configured what is configured on this node
 * @param leaseLife how long a lease lasts
 * @param tick how often an owner looks after what time alone changes
 * @param changeTimeout after which a change is answered even if a gate is silent
 * @param levelsEvery how often the level of a day's bucket is journaled at most
 * @param learnedEvery how often what was learned of a limit is journaled at most
 * @param learnedDifference part by which it must have changed for that
 */
public record OwnerSetup(
    String node,
    boolean alone,
    LimitSettings configured,
    LimitAlarm alarm,
    LongSupplier nanos,
    InstantSource wallClock,
    Duration leaseLife,
    Duration tick,
    Duration changeTimeout,
    Duration levelsEvery,
    Duration learnedEvery,
    double learnedDifference) {

  /**
   * Reads the settings; nonsense is an {@link IllegalArgumentException} with the setting's path.
   */
  public static OwnerSetup of(
      Config root,
      String node,
      boolean alone,
      LimitSettings configured,
      LimitAlarm alarm,
      LongSupplier nanos,
      InstantSource wallClock) {
    var limits = root.getConfig("windlass.limits");
    return new OwnerSetup(
        node,
        alone,
        configured,
        alarm,
        nanos,
        wallClock,
        time(root.getConfig("windlass.worker"), "lease-life", "windlass.worker."),
        time(limits, "tick", "windlass.limits."),
        time(limits, "change-timeout", "windlass.limits."),
        time(limits, "levels-every", "windlass.limits."),
        time(limits, "learned-every", "windlass.limits."),
        part(limits, "learned-difference"));
  }

  private static Duration time(Config config, String name, String path) {
    var value = config.getDuration(name);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(path + name + " must be above 0, not " + value);
    }
    return value;
  }

  private static double part(Config config, String name) {
    double value = config.getDouble(name);
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "windlass.limits." + name + " must be between 0 and 1, not " + value);
    }
    return value;
  }
}
