package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.FailureClass;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a line can run at all, known before the first call. */
final class Inputs {
  private Inputs() {}

  /** Why the line cannot run, or null. */
  static Run.@Nullable Failure fault(Chain chain, ObjectNode input) {
    for (var wanted : chain.inputs().entrySet()) {
      var name = wanted.getKey();
      if (!input.has(name)
          && wanted.getValue().fallback() == null
          && !chain.defaults().containsKey(name)) {
        return invalid("missing-variable", "the line has no \"" + name + "\", which it must bring");
      }
    }
    return overwritten(chain.steps(), input);
  }

  private static Run.@Nullable Failure overwritten(List<Step> steps, ObjectNode input) {
    for (var step : steps) {
      var name = step.common().overwrite() ? null : taken(step, input);
      if (name != null) {
        return invalid(
            "variable-taken",
            "the line brings \""
                + name
                + "\", which step "
                + step.common().path()
                + " sets; rename one of them, or say overwrite: true on the step");
      }
      for (var body : bodies(step)) {
        var inside = overwritten(body, input);
        if (inside != null) {
          return inside;
        }
      }
    }
    return null;
  }

  /** A variable that the line brings and the step sets, or null. */
  private static @Nullable String taken(Step step, ObjectNode input) {
    var as = step.common().as();
    if (as != null && input.has(as)) {
      return as;
    }
    return switch (step) {
      case Step.SetVariables set -> taken(set.values(), input);
      case Step.Parallel parallel -> taken(parallel.branches(), input);
      case Step.Ask ask -> null;
      case Step.Each each -> null;
      case Step.Fold fold -> null;
      case Step.Choose choose -> null;
    };
  }

  private static @Nullable String taken(Map<String, ?> set, ObjectNode input) {
    for (var name : set.keySet()) {
      if (input.has(name)) {
        return name;
      }
    }
    return null;
  }

  private static List<List<Step>> bodies(Step step) {
    return switch (step) {
      case Step.Parallel parallel -> List.copyOf(parallel.branches().values());
      case Step.Each each -> List.of(each.body());
      case Step.Fold fold -> List.of(fold.body());
      case Step.Choose choose -> choose.cases().stream().map(Step.Choose.Case::body).toList();
      case Step.Ask ask -> List.of();
      case Step.SetVariables set -> List.of();
    };
  }

  private static Run.Failure invalid(String code, String message) {
    return new Run.Failure(FailureClass.LINE_INVALID, code, message, null, null, null);
  }
}
