package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.CallLog.Call;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Counts what a provider's log of calls says about a limit. Times are seconds since 1970; an
 * arrival counts whatever its answer was, a rate counts what was answered 200. Pure.
 *
 * <p>A bucket that holds {@code burst} and is filled at {@code perSecond} admits at most {@code
 * burst + perSecond * window} in any window; one more may stand on its edge, and a tenth of a
 * second's rate is allowed for the journey, which may be short for a call that was sent after a
 * slow one. Windows are looked at exactly: the fullest one begins with an arrival.
 */
public final class LimitJudge {
  private static final double JOURNEY_SECONDS = 0.1;

  private final List<Call> calls;

  public LimitJudge(Collection<Call> calls) {
    this.calls = calls.stream().sorted(Comparator.comparingDouble(Call::at)).toList();
  }

  /**
   * The fullest window.
   *
   * @param most that arrived in one
   * @param allowed in each
   */
  public record Window(double most, double allowed) {
    public boolean kept() {
      return most <= allowed + 1e-6;
    }
  }

  /** The shortest time, in seconds, in which a full bucket lets so much pass. */
  static double bound(double amount, double burst, double perSecond) {
    return Math.max(0, amount - burst) / perSecond;
  }

  public int size() {
    return calls.size();
  }

  public List<Call> calls() {
    return calls;
  }

  public int refused() {
    return (int) calls.stream().filter(call -> call.status() == 429).count();
  }

  public int answered() {
    return (int) calls.stream().filter(call -> call.status() == 200).count();
  }

  double tokens() {
    return calls.stream().mapToDouble(Call::tokens).sum();
  }

  public double first() {
    return calls.isEmpty() ? 0 : calls.getFirst().at();
  }

  public double last() {
    return calls.isEmpty() ? 0 : calls.getLast().at();
  }

  /** From the first arrival to the last. */
  double makespan() {
    return last() - first();
  }

  public LimitJudge where(Predicate<Call> wanted) {
    return new LimitJudge(calls.stream().filter(wanted).toList());
  }

  /** Arrivals from {@code from} on, before {@code to}. */
  public LimitJudge between(double from, double to) {
    return where(call -> call.at() >= from && call.at() < to);
  }

  /** Requests in the fullest window of so many seconds. */
  public Window requests(double seconds, double perSecond, double burst) {
    return fullest(seconds, call -> 1, perSecond, burst, 1);
  }

  /** Tokens in the fullest window of so many seconds. */
  Window tokens(double seconds, double perSecond, double burst) {
    double one = calls.stream().mapToDouble(Call::tokens).max().orElse(0);
    return fullest(seconds, Call::tokens, perSecond, burst, one);
  }

  private Window fullest(
      double seconds, ToDoubleFunction<Call> amount, double perSecond, double burst, double one) {
    double most = 0;
    double inside = 0;
    int next = 0;
    for (var begin : calls) {
      while (next < calls.size() && calls.get(next).at() <= begin.at() + seconds) {
        inside += amount.applyAsDouble(calls.get(next));
        next++;
      }
      most = Math.max(most, inside);
      inside -= amount.applyAsDouble(begin);
    }
    return new Window(most, burst + perSecond * (seconds + JOURNEY_SECONDS) + one);
  }

  /** Calls answered 200 a second, of those that arrived from {@code from} on, before {@code to}. */
  public double rate(double from, double to) {
    return between(from, to).answered() / (to - from);
  }

  /** The best such rate over so many seconds on end, within these times. */
  double bestRate(double seconds, double from, double to) {
    var good = between(from, to).where(call -> call.status() == 200).calls;
    int most = 0;
    int next = 0;
    for (int begin = 0; begin < good.size(); begin++) {
      double end = good.get(begin).at() + seconds;
      if (end > to) {
        break;
      }
      while (next < good.size() && good.get(next).at() < end) {
        next++;
      }
      most = Math.max(most, next - begin);
    }
    return most / seconds;
  }

  /**
   * When a rate was reached: seconds from {@code from} to the first window of so many seconds that
   * has it; infinite when none has.
   */
  public double secondsUntil(double wanted, double seconds, double from) {
    var good = where(call -> call.status() == 200 && call.at() >= from).calls;
    int needed = (int) Math.ceil(wanted * seconds);
    for (int i = 0; i + needed <= good.size(); i++) {
      if (good.get(i + needed - 1).at() - good.get(i).at() < seconds) {
        return good.get(i).at() - from;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /**
   * How far the part of the tokens that these calls got was off, at its worst, over all windows of
   * so many seconds that begin with an arrival and end before {@code to}.
   *
   * @param expected part, 0 to 1
   */
  double worstShareOff(
      Predicate<Call> mine, double seconds, double from, double to, double expected) {
    double worst = 0;
    double all = 0;
    double part = 0;
    int next = 0;
    var judged = between(from, to).calls;
    for (var begin : judged) {
      if (begin.at() + seconds > to) {
        break;
      }
      while (next < judged.size() && judged.get(next).at() < begin.at() + seconds) {
        all += judged.get(next).tokens();
        part += mine.test(judged.get(next)) ? judged.get(next).tokens() : 0;
        next++;
      }
      worst = Math.max(worst, Math.abs(part / all - expected));
      all -= begin.tokens();
      part -= mine.test(begin) ? begin.tokens() : 0;
    }
    return worst;
  }

  /** Calls that had arrived and were not answered yet, at this time. */
  int underWay(double time) {
    return (int) calls.stream().filter(c -> c.at() <= time && c.end() > time).count();
  }

  /** Mean seconds from arrival to answer. */
  double meanLatency() {
    return calls.stream().mapToDouble(c -> c.end() - c.at()).average().orElse(0);
  }

  double longestLatency() {
    return calls.stream().mapToDouble(c -> c.end() - c.at()).max().orElse(0);
  }

  /** The longest time without an arrival. */
  public double longestGap() {
    double longest = 0;
    for (int i = 1; i < calls.size(); i++) {
      longest = Math.max(longest, calls.get(i).at() - calls.get(i - 1).at());
    }
    return longest;
  }
}
