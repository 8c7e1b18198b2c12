package dev.windlass.workers.limits;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learns a limit's figures from the provider's headers.
 *
 * <p>Headers say what a bucket holds, what is left, and when it is full again, but not for which
 * time the limit is: that follows from {@code (limit - remaining) / reset}, the rate of the refill.
 * The number left is rounded, so only readings with enough missing and a reset that is long against
 * its own rounding are believed, and only when the period is near one that providers use. A refusal
 * shows that the limit is real; then a limit of unknown period is taken for one of a minute, if
 * that is lower than what is configured. Not thread-safe.
 */
final class LearnedLimit {
  private static final double[] PERIODS = {1, 10, 60, 3600, 86_400};
  private static final double NEAR = 1.4;

  private final Map<LimitKey.Unit, Double> periods = new EnumMap<>(LimitKey.Unit.class);
  private LimitFigures figures = LimitFigures.NONE;

  /**
   * The figures after these readings.
   *
   * @param refused whether the answer was a refusal for the limit
   * @param configured what is configured, to compare with
   */
  LimitFigures heard(
      List<LimitSignals.Reading> readings, boolean refused, LimitFigures configured) {
    for (var reading : readings) {
      var period = period(reading);
      if (period != null) {
        periods.put(reading.unit(), period);
      }
      var known = periods.get(reading.unit());
      if (known != null) {
        put(reading.unit(), reading.limit(), known);
      } else if (refused) {
        var key = key(reading.unit(), 60);
        var minute = key == null ? null : configured.get(key);
        if (minute != null && reading.limit() < minute) {
          put(reading.unit(), reading.limit(), 60);
        }
      }
    }
    return figures;
  }

  LimitFigures figures() {
    return figures;
  }

  private void put(LimitKey.Unit unit, double limit, double period) {
    var key = key(unit, period);
    if (key == null) {
      return;
    }
    double figure = limit * key.seconds() / period;
    var before = figures.get(key);
    if (before == null || before != figure) {
      figures = figures.overlaid(Map.of(key, figure));
    }
  }

  private static @Nullable Double period(LimitSignals.Reading reading) {
    double missing = reading.limit() - reading.remaining();
    if (reading.remaining() < 0
        || missing < 5
        || reading.resetNanos() < 7 * reading.resolutionNanos()) {
      return null;
    }
    double period = reading.limit() / missing * reading.resetNanos() / 1e9;
    for (double usual : PERIODS) {
      if (period <= usual * NEAR && period >= usual / NEAR) {
        return usual;
      }
    }
    return null;
  }

  private static @Nullable LimitKey key(LimitKey.Unit unit, double period) {
    boolean day = period == 86_400;
    return switch (unit) {
      case REQUESTS -> day ? LimitKey.RPD : LimitKey.RPM;
      case TOKENS -> day ? LimitKey.TPD : LimitKey.TPM;
      case INPUT -> day ? null : LimitKey.ITPM;
      case OUTPUT -> day ? null : LimitKey.OTPM;
      case CALLS -> null;
    };
  }
}
