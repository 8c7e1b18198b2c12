package dev.windlass.workers.limits;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one gate has let through, and how that compares with what it might. Not thread-safe. */
final class GateUsage {
  private final UsageWindow requests = new UsageWindow();
  private final UsageWindow refused = new UsageWindow();
  private final UsageWindow inputTokens = new UsageWindow();
  private final UsageWindow outputTokens = new UsageWindow();
  private long admitted;
  private long inputTaken;
  private long outputTaken;
  private long refusals;
  private long ended;
  private double tokens;

  void admitted(Reserve reserve, long now) {
    inputTaken += reserve.input();
    outputTaken += reserve.output();
    admitted++;
    requests.add(1, now);
  }

  void settled(Reserve reserved, Reserve actual, long now) {
    ended++;
    tokens += actual.input() + actual.output();
    inputTokens.add(actual.of(LimitKey.Unit.INPUT), now);
    outputTokens.add(actual.of(LimitKey.Unit.OUTPUT), now);
    inputTaken += actual.input() - reserved.input();
    outputTaken += actual.output() - reserved.output();
  }

  void refused(long now) {
    refusals++;
    refused.add(1, now);
  }

  /** What has been taken ever. */
  Taken taken() {
    return new Taken(admitted, inputTaken, outputTaken);
  }

  /** What has got through: of calls, those that were started before and were not refused. */
  double passed(LimitKey.Unit unit, long admittedBefore) {
    return unit == LimitKey.Unit.REQUESTS ? Math.max(0, admittedBefore - refusals) : passedTokens();
  }

  /** Calls on the wire count with what calls take on average. */
  private double passedTokens() {
    long answered = Math.max(1, ended - refusals);
    return tokens + (admitted - ended) * tokens / answered;
  }

  Discovery.Tally tally() {
    return new Discovery.Tally(admitted, refusals, passedTokens());
  }

  long refusedLastMinute(long now) {
    return (long) refused.last(60, now);
  }

  double last(LimitKey.Unit unit, int seconds, long now) {
    return switch (unit) {
      case REQUESTS, CALLS -> requests.last(seconds, now);
      case INPUT -> inputTokens.last(seconds, now);
      case OUTPUT -> outputTokens.last(seconds, now);
      case TOKENS -> inputTokens.last(seconds, now) + outputTokens.last(seconds, now);
    };
  }

  /** How much of this meter's flow is used, 0 to 1, over the last five seconds. */
  double part(Meter meter, long now) {
    return Math.min(1, last(meter.key().unit(), 5, now) / 5 / flowOf(meter));
  }

  /** The part of the meters' flow that is in use, 0 to 1; what a day allows is no flow. */
  double partNow(List<Meter> meters, long now) {
    double most = 0;
    for (var meter : meters) {
      most = meter.key().isDaily() ? most : Math.max(most, part(meter, now));
    }
    return most;
  }

  /** The part of the meters' flow that was in use before the last five seconds, in a minute. */
  double partBefore(List<Meter> meters, long now) {
    double most = 0;
    for (var meter : meters) {
      if (!meter.key().isDaily()) {
        var unit = meter.key().unit();
        double before = (last(unit, 60, now) - last(unit, 5, now)) / 55;
        most = Math.max(most, before / flowOf(meter));
      }
    }
    return most;
  }

  private static double flowOf(Meter meter) {
    return Math.max(Double.MIN_NORMAL, meter.perSecond());
  }

  /**
   * Calls a second that these meters let through, by what calls have taken in the last minute;
   * infinite where nothing tells.
   *
   * @param held the figure that holds: only then is a day's figure asked
   * @param averageTokens of a call, as long as none has ended
   */
  double callsPerSecond(
      List<Meter> meters, @Nullable LimitKey held, double averageTokens, long now) {
    double least = Double.POSITIVE_INFINITY;
    double calls = requests.last(60, now);
    for (var meter : meters) {
      var unit = meter.key().unit();
      if (meter.key().isDaily() && meter.key() != held) {
        continue;
      }
      if (unit == LimitKey.Unit.REQUESTS) {
        least = Math.min(least, meter.perSecond());
      } else {
        // answers are counted at their end, so the first calls tell little
        double used = last(unit, 60, now);
        double each = calls < 10 || used <= 0 ? averageTokens : used / calls;
        if (each > 0) {
          least = Math.min(least, meter.perSecond() / each);
        }
      }
    }
    return least;
  }
}
