package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.bench.limits.LimitJudge;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How calls went on after a fault, as the provider saw them. Pure.
 *
 * @param calls all of them
 * @param fault when it was, in seconds since 1970
 */
record Recovery(LimitJudge calls, double fault) {
  private static final double BEFORE_SECONDS = 5;
  private static final int STEPS = 2;

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
   * again: how long the slowest partition stood still.
   */
  double slowestRun() {
    return calls.calls().stream().collect(Collectors.groupingBy(Call::run)).values().stream()
        .mapToDouble(this::next)
        .max()
        .orElse(0);
  }

  /** 0 where the run had not begun, or had no step left. */
  private double next(List<Call> run) {
    var before = run.stream().filter(call -> call.at() <= fault).map(Call::step).distinct().count();
    if (before == 0 || before >= STEPS) {
      return 0;
    }
    return run.stream()
            .map(Call::at)
            .filter(at -> at > fault)
            .min(Comparator.naturalOrder())
            .orElse(Double.POSITIVE_INFINITY)
        - fault;
  }

  /** The longest time without a call that began within so many seconds after the fault. */
  double longestGap(double seconds) {
    return calls.between(fault - 1, fault + seconds).longestGap();
  }
}
