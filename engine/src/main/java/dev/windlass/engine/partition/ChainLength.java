package dev.windlass.engine.partition;

import dev.windlass.engine.chain.Step;
import java.util.List;

/**
 * How many answers a line of a chain is expected to take, before any line has ended: what is asked
 * always counts in full, of cases the longest, and a list whose length nobody knows yet as a few
 * items. Repairs and conditions are left to experience. Pure.
 */
final class ChainLength {
  /** Items of a list, for want of knowledge. */
  private static final int ITEMS = 3;

  private ChainLength() {}

  static double of(List<Step> steps) {
    double asks = 0;
    for (var step : steps) {
      asks += of(step);
    }
    return asks;
  }

  private static double of(Step step) {
    return switch (step) {
      case Step.Ask ask -> 1;
      case Step.SetVariables set -> 0;
      case Step.Parallel parallel ->
          parallel.branches().values().stream().mapToDouble(ChainLength::of).sum();
      case Step.Retrieve retrieve -> 1;
      case Step.Embed embed -> 1;
      case Step.Each each -> ITEMS * of(each.body());
      case Step.Fold fold -> ITEMS * of(fold.body());
      case Step.Choose choose ->
          choose.cases().stream().mapToDouble(one -> of(one.body())).max().orElse(0);
      case Step.Repeat repeat -> Math.min(repeat.max(), ITEMS) * of(repeat.body());
      case Step.Use use -> use.chain() == null ? 0 : of(use.chain().steps());
      case Step.Compute compute -> 0;
      case Step.Fail fail -> 0;
    };
  }
}
