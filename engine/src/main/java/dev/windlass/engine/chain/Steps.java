package dev.windlass.engine.chain;

import java.util.ArrayList;
import java.util.List;

/** Steps with those inside of them. */
public final class Steps {
  private Steps() {}

  /**
   * Every step of these, the ones inside of blocks and the chains that are tools too, in the order
   * in which they are written.
   */
  public static List<Step> all(List<Step> steps) {
    var all = new ArrayList<Step>();
    collect(steps, all);
    return all;
  }

  private static void collect(List<Step> steps, List<Step> into) {
    for (var step : steps) {
      into.add(step);
      bodies(step).forEach(body -> collect(body, into));
    }
  }

  /** The bodies of a block, and the tools of an ask that are chains; none else. */
  public static List<List<Step>> bodies(Step step) {
    return switch (step) {
      case Step.Parallel parallel -> List.copyOf(parallel.branches().values());
      case Step.Each each -> List.of(each.body());
      case Step.Fold fold -> List.of(fold.body());
      case Step.Choose choose -> choose.cases().stream().map(Step.Choose.Case::body).toList();
      case Step.Repeat repeat -> List.of(repeat.body());
      case Step.Ask ask -> ask.tools() == null ? List.of() : List.of(ask.tools().uses());
      case Step.SetVariables set -> List.of();
      case Step.Retrieve retrieve -> List.of();
      case Step.Embed embed -> List.of();
      case Step.Compute compute -> List.of();
      case Step.Use use -> List.of();
      case Step.Fail fail -> List.of();
    };
  }
}
