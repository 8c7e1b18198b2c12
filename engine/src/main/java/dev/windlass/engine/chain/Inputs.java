package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.source.SourceText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a chain wants of a line, checked when the line is accepted and before anything is asked. */
public final class Inputs {
  /**
   * Why a line cannot run.
   *
   * @param code missing-variable, wrong-type, or duplicate for a name that a step sets
   * @param pointer RFC 6901, within the input
   * @param detail names the variable
   */
  public record LineFault(String code, String pointer, String detail) {}

  private final Chain chain;
  private final Set<String> set;

  private Inputs(Chain chain) {
    this.chain = chain;
    this.set = setBySteps(chain);
  }

  /** For many lines of one chain; thread-safe. */
  public static Inputs of(Chain chain) {
    return new Inputs(chain);
  }

  /** For one line. */
  public static @Nullable LineFault check(Chain chain, ObjectNode input) {
    return new Inputs(chain).check(input);
  }

  /** The first thing that is wrong with a line, or null. */
  public @Nullable LineFault check(ObjectNode input) {
    for (var entry : chain.inputs().entrySet()) {
      var name = entry.getKey();
      var wanted = entry.getValue();
      var value = input.get(name);
      if (value == null) {
        if (wanted.fallback() == null && !chain.defaults().containsKey(name)) {
          return fault("missing-variable", name, "the variable " + name + " is missing");
        }
      } else if (wanted.type() != null && !JsonTypes.fits(value, wanted.type())) {
        return fault(
            "wrong-type",
            name,
            "the variable " + name + " is " + Path.kind(value) + ", declared is " + wanted.type());
      }
    }
    for (var name : set) {
      if (input.has(name) && !chain.inputs().containsKey(name)) {
        return fault(
            "duplicate",
            name,
            "the variable " + name + " is set by a step of the chain, and the line brings it too");
      }
    }
    return null;
  }

  private static LineFault fault(String code, String name, String detail) {
    return new LineFault(code, SourceText.child("", name), detail);
  }

  /** The variables that steps set outside of blocks that keep theirs; inner ones hide a line's. */
  static Set<String> setBySteps(Chain chain) {
    var names = new LinkedHashSet<String>();
    collect(chain.steps(), names);
    return names;
  }

  private static void collect(List<Step> steps, Set<String> names) {
    for (var step : steps) {
      if (step.common().as() != null) {
        names.add(step.common().as());
      }
      switch (step) {
        case Step.SetVariables set -> names.addAll(set.values().keySet());
        case Step.Parallel parallel -> names.addAll(parallel.branches().keySet());
        case Step.Choose choose -> choose.cases().forEach(each -> collect(each.body(), names));
        case Step.Ask ask -> {}
        case Step.Repeat repeat -> collect(repeat.body(), names);
        case Step.Each each -> {}
        case Step.Fold fold -> {}
        case Step.Retrieve retrieve -> {}
        case Step.Embed embed -> {}
        case Step.Compute compute -> {}
        case Step.Use use -> {}
        case Step.Fail fail -> {}
      }
    }
  }
}
