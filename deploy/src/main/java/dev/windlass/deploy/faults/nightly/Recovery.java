package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.bench.limits.LimitJudge;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How calls went on after a fault, as the provider saw them. Pure.
 *
 * @param calls all of them
 * @param fault when it was, in seconds since 1970
 */
record Recovery(LimitJudge calls, double fault) {
  private static final double BEFORE_SECONDS = 5;
  private static final int STEPS = 2;

  /**
   * What a node had handed to others before it was lost is still called for; nobody has noticed
   * anything yet. Runs count by what is left of them after that.
   */
  private static final double HANDED_OUT_SECONDS = 3;

  Recovery(Collection<Call> calls, double fault) {
    this(new LimitJudge(calls), fault);
  }

  /** Calls answered a second, shortly before. */
  double rateBefore() {
    return calls.rate(fault - BEFORE_SECONDS, fault);
  }

  /** The rate between these times after the fault, in per cent of that before. */
  double share(double from, double to) {
    return 100 * calls.rate(fault + from, fault + to) / rateBefore();
  }

  /** Seconds from the fault to the first five that have nine tenths of the rate before. */
  double secondsToNineTenths() {
    return calls.secondsUntil(0.9 * rateBefore(), 5, fault);
  }

  /**
   * Seconds from the fault until the last run that was between its two steps then was called for
   * again; it may have waited for others of its partition, and for the limit.
   */
  double slowestRun() {
    return nexts(run -> run).values().stream().mapToDouble(each -> each).max().orElse(0);
  }

  /**
   * Seconds from the fault until the last partition that had such runs was called for again.
   *
   * @param partitions of runs, by their ids; others are passed over
   */
  double slowestPartition(Map<String, String> partitions) {
    return nexts(partitions::get).values().stream().mapToDouble(each -> each).max().orElse(0);
  }

  /** The earliest next call of the runs of each group that had begun and not ended. */
  private <G> Map<G, Double> nexts(Function<String, @Nullable G> group) {
    var nexts = new HashMap<G, Double>();
    calls.calls().stream()
        .collect(Collectors.groupingBy(Call::run))
        .forEach((run, its) -> {
          @Nullable G where = group.apply(run);
          double next = next(its);
          if (where != null && next > 0) {
            nexts.merge(where, next, Math::min);
          }
        });
    return nexts;
  }

  /** 0 where the run had not begun, or had no step left. */
  private double next(List<Call> run) {
    double handedOut = fault + HANDED_OUT_SECONDS;
    var before =
        run.stream().filter(call -> call.at() <= handedOut).map(Call::step).distinct().count();
    if (before == 0 || before >= STEPS) {
      return 0;
    }
    return run.stream()
            .map(Call::at)
            .filter(at -> at > handedOut)
            .min(Comparator.naturalOrder())
            .orElse(Double.POSITIVE_INFINITY)
        - fault;
  }

  /** The longest time without a call that began within so many seconds after the fault. */
  double longestGap(double seconds) {
    return calls.between(fault - 1, fault + seconds).longestGap();
  }
}
