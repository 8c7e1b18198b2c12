package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.Prompt;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Scope;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The error object that {@code on_error: keep} leaves in a branch's place. What reads into it finds
 * nothing there; that row failed because the branch did, and asking the branch again may help.
 */
final class Kept {
  private Kept() {}

  static JsonNode of(Run.Failure why) {
    var error = Json.object();
    error.putObject("error").put("class", why.kind().wireName()).put("message", why.message());
    return error;
  }

  /** The class of a step's fault: {@code branch_failed} when it read into an error object. */
  static FailureClass explain(RunFault fault, Step step, Scope scope) {
    if (fault.kind() == FailureClass.MISSING_VARIABLE) {
      for (var name : reads(step)) {
        if (holdsError(scope.get(name))) {
          return FailureClass.BRANCH_FAILED;
        }
      }
    }
    return fault.kind();
  }

  private static boolean holdsError(@Nullable JsonNode value) {
    if (value == null) {
      return false;
    }
    if (value.isArray()) {
      for (var each : value) {
        if (isError(each)) {
          return true;
        }
      }
    }
    return isError(value);
  }

  private static boolean isError(JsonNode value) {
    return value.size() == 1 && value.path("error").has("class");
  }

  private static Set<String> reads(Step step) {
    var names = new HashSet<String>();
    switch (step) {
      case Step.Ask ask -> {
        ask.prompt().parts().forEach(part -> addReads(part, names));
        ask.stop().forEach(each -> names.addAll(each.reads()));
        if (ask.system() != null) {
          names.addAll(ask.system().reads());
        }
      }
      case Step.SetVariables set -> set.values().values().forEach(v -> names.addAll(v.reads()));
      case Step.Each each -> names.addAll(each.list().reads());
      case Step.Fold fold -> {
        names.addAll(fold.list().reads());
        names.addAll(fold.start().reads());
      }
      case Step.Compute compute -> names.addAll(compute.formula().reads());
      case Step.Use use -> use.with().values().forEach(v -> names.addAll(v.reads()));
      case Step.Fail fail -> names.addAll(fail.message().reads());
      case Step.Parallel parallel -> {}
      case Step.Choose choose -> {}
      case Step.Retrieve retrieve -> names.addAll(retrieve.question().reads());
      case Step.Embed embed -> names.addAll(embed.text().reads());
      case Step.Repeat repeat -> {}
    }
    return names;
  }

  private static void addReads(Prompt.Part part, Set<String> names) {
    switch (part) {
      case Prompt.Text text -> names.addAll(text.text().reads());
      case Prompt.Content content -> names.addAll(content.content().reads());
      case Prompt.Placeholder placeholder -> names.add(placeholder.variable());
    }
  }
}
