package dev.windlass.deploy.bench.limits;

import java.util.List;

/**
 * What one measurement gave.
 *
 * @param refused answers 429 that the provider gave
 * @param calls that arrived at the provider
 * @param cpuMicros processor time of the engine a call; 0 where it was not taken
 */
record Outcome(String label, List<Figure> figures, long refused, long calls, double cpuMicros) {

  enum Verdict {
    REACHED,
    MISSED,
    /** There is no target; the figure is for the reader. */
    TOLD
  }

  record Figure(String what, String value, String target, Verdict verdict) {
    static Figure atMost(String what, double value, double most, String format) {
      return judged(what, format.formatted(value), "<= " + format.formatted(most), value <= most);
    }

    static Figure atLeast(String what, double value, double least, String format) {
      return judged(what, format.formatted(value), ">= " + format.formatted(least), value >= least);
    }

    static Figure judged(String what, String value, String target, boolean reached) {
      return new Figure(what, value, target, reached ? Verdict.REACHED : Verdict.MISSED);
    }

    static Figure told(String what, String format, double value) {
      return new Figure(what, format.formatted(value), "", Verdict.TOLD);
    }

    /** No answer 429 at all. */
    static Figure noneRefused(LimitJudge calls) {
      return atMost("answers 429", calls.refused(), 0, "%.0f");
    }

    /** The fullest window against what the limit allows in it. */
    static Figure window(String what, LimitJudge.Window window) {
      return judged(
          what,
          "%,.0f".formatted(window.most()),
          "<= %,.0f".formatted(window.allowed()),
          window.kept());
    }
  }

  static Outcome of(String label, LimitJudge calls, double cpuSeconds, List<Figure> figures) {
    double each = calls.size() == 0 ? 0 : 1e6 * cpuSeconds / calls.size();
    return new Outcome(label, figures, calls.refused(), calls.size(), each);
  }

  /** It could not be measured. */
  static Outcome broken(String label) {
    return new Outcome(
        label, List.of(new Figure("measured at all", "no", "yes", Verdict.MISSED)), 0, 0, 0);
  }

  boolean reached() {
    return figures.stream().noneMatch(each -> each.verdict() == Verdict.MISSED);
  }
}
