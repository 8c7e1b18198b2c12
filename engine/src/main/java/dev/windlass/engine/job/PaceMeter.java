package dev.windlass.engine.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast a job goes, and when it may end. Both come from the last minute, in steps rather than
 * lines, for a chain's first lines end only after all of its steps have been asked.
 *
 * <p>The expected end divides the steps ahead by the rate. The band has three sources: how the rate
 * varied over the parts of that minute (two standard deviations of the mean, and of as many parts as
 * are still to come), how far the length of a line is known, and the last calls, which are no longer
 * covered by others: by Little's law a call takes what is in flight over the rate. Where a rate limit
 * binds, nothing can be faster than the limit, and a job that has not moved yet is told by the limit
 * alone. Pure; forgotten at a restart.
 */
final class PaceMeter {
  private static final long SECOND = 1_000_000_000L;
  private static final long WINDOW = 60 * SECOND;
  private static final long LEAST = SECOND / 2;

  /** The minute is cut into so many parts at the most, none shorter than a second. */
  private static final int PARTS = 12;

  private static final int FEW_PARTS = 4;
  private static final double FEW_PARTS_SPREAD = 0.3;
  private static final double LEAST_SPREAD = 0.03;
  private static final double MOST_SPREAD = 0.8;

  /** A bucket holds a second's worth, where nobody said otherwise. */
  private static final double BURST_SECONDS = 1;

  /** A limit's flow that differs by more is another limit: what was measured before is forgotten. */
  private static final double OTHER_FLOW = 0.2;

  private record Mark(long nanos, long lines, long steps) {}

  /**
   * What is ahead.
   *
   * @param steps that end before the job does
   * @param doubt by how much that may be off, as a part of it
   * @param aLine steps of a line
   * @param calling steps with a call in flight
   * @param flow steps a second that the limit which binds lets through, 0 where none does
   * @param sharers jobs that share that flow
   */
  record Ahead(
      double steps, double doubt, double aLine, long calling, double flow, int sharers) {}

  /** Milliseconds; the truth is expected between low and high. */
  record Eta(long mid, long low, long high) {
    static final Eta NONE = new Eta(-1, -1, -1);
    static final Eta NOW = new Eta(0, 0, 0);
  }

  private final Deque<Mark> marks = new ArrayDeque<>();
  private double flow;

  /**
   * Marks how many lines and steps have ended; at most one mark a half second is kept.
   *
   * @param nanos a monotonic clock
   */
  void mark(long nanos, long lines, long steps) {
    var last = marks.peekLast();
    if (last != null && lines < last.lines) {
      marks.clear(); // lines were taken up again
    } else if (last != null && nanos - last.nanos < LEAST) {
      return;
    }
    marks.addLast(new Mark(nanos, lines, steps));
    while (marks.size() > 2 && nanos - marks.getFirst().nanos > WINDOW) {
      marks.removeFirst();
    }
  }

  /** The pace so far says nothing of the pace from now on. */
  void forget() {
    marks.clear();
  }

  /** Lines a second, over the last minute. */
  double linesPerSecond(long nanos, long lines) {
    var first = marks.peekFirst();
    return first == null || nanos - first.nanos < LEAST
        ? 0
        : Math.max(0, lines - first.lines) * (double) SECOND / (nanos - first.nanos);
  }

  /** When all will have ended; {@link Eta#NONE} where it cannot be told. */
  Eta eta(long nanos, Ahead ahead) {
    if (ahead.steps <= 0) {
      return Eta.NOW;
    }
    if (ahead.flow > 0 && Math.abs(ahead.flow - flow) > OTHER_FLOW * flow) {
      if (flow > 0) {
        marks.clear();
      }
      flow = ahead.flow;
    }
    double rate = stepsPerSecond(nanos);
    if (rate <= 0) {
      return ahead.flow > 0 ? byTheLimit(ahead) : Eta.NONE;
    }
    double expected = ahead.flow > 0 ? Math.min(rate, ahead.flow) : rate;
    double spread = spread(ahead.steps / expected, ahead.flow > 0) + ahead.doubt;
    double slowest = expected * (1 - Math.min(MOST_SPREAD, spread));
    double call = ahead.calling / rate;
    double last = call * ahead.aLine;
    if (ahead.flow > 0) {
      // what is in flight has passed the limit already
      double toStart = Math.max(0, ahead.steps - ahead.calling);
      return new Eta(
          millis(toStart / expected + last / 2 + call / 2),
          millis(soonest(ahead)),
          millis(ahead.steps / slowest + last + 2 * call));
    }
    return new Eta(
        millis(ahead.steps / expected + last / 2),
        millis(ahead.steps * (1 - ahead.doubt) / (rate * (1 + spread))),
        millis(ahead.steps / slowest + last + 2 * call));
  }

  /** At the limit's flow from now on, with what may go at once after a quiet moment. */
  private static double soonest(Ahead ahead) {
    double toStart = Math.max(0, ahead.steps * (1 - ahead.doubt) - ahead.calling);
    return Math.max(0, toStart / ahead.flow - BURST_SECONDS);
  }

  private static Eta byTheLimit(Ahead ahead) {
    double shared = ahead.steps / ahead.flow * Math.max(1, ahead.sharers);
    return new Eta(
        millis(shared), millis(soonest(ahead)), millis(shared * (1.25 + ahead.doubt)));
  }

  private double stepsPerSecond(long nanos) {
    var first = marks.peekFirst();
    var last = marks.peekLast();
    if (first == null || last == null || last.nanos - first.nanos < SECOND) {
      return 0;
    }
    return perSecond(first, new Mark(Math.max(nanos, last.nanos), last.lines, last.steps));
  }

  /**
   * By how much the mean rate of what is to come may differ from the rate that was, as a part of it.
   *
   * @param seconds that are to come
   * @param limited whether a limit tells the rate, too: then a slow first moment is no evidence
   */
  private double spread(double seconds, boolean limited) {
    var rates = new ArrayList<Double>(PARTS);
    double length = parts(rates);
    if (rates.size() < 2 || (limited && rates.size() < FEW_PARTS)) {
      return FEW_PARTS_SPREAD;
    }
    double mean = rates.stream().mapToDouble(r -> r).average().orElse(0);
    double squares = rates.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
    double deviation = mean <= 0 ? 1 : Math.sqrt(squares / (rates.size() - 1)) / mean;
    double parts = Math.max(1, seconds / length);
    double spread = 2 * deviation * Math.sqrt(1.0 / rates.size() + 1 / parts);
    return Math.max(rates.size() < FEW_PARTS ? FEW_PARTS_SPREAD : LEAST_SPREAD, spread);
  }

  /** Rates of the parts of the last minute; returns how long a part is, in seconds. */
  private double parts(List<Double> rates) {
    @Nullable Mark from = marks.peekFirst();
    var last = marks.peekLast();
    if (from == null || last == null) {
      return 1;
    }
    long part = Math.max(SECOND, (last.nanos - from.nanos) / PARTS);
    for (var mark : marks) {
      if (from == null || mark.nanos - from.nanos >= part) {
        if (from != null) {
          rates.add(perSecond(from, mark));
        }
        from = mark;
      }
    }
    return (double) part / SECOND;
  }

  private static double perSecond(Mark from, Mark to) {
    return (to.steps - from.steps) * (double) SECOND / Math.max(1, to.nanos - from.nanos);
  }

  private static long millis(double seconds) {
    return Math.round(Math.min(seconds, 1e12) * 1_000);
  }
}
