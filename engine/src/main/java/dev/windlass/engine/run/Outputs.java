package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;

/**
 * What a result shows: what the chain's {@code output} chooses, else every variable that steps set,
 * else (no step sets one) the last answer.
 */
final class Outputs {
  private Outputs() {}

  static JsonNode of(Chain chain, Body whole) throws RunFault {
    return switch (chain.output()) {
      case null -> whole.variables().written().isEmpty() ? whole.value() : soFar(whole);
      case Chain.Output.One(var variable) -> value(variable, whole.variables());
      case Chain.Output.Several(var names) -> {
        var all = Json.object();
        for (var name : names) {
          all.set(name, value(name, whole.variables()));
        }
        yield all;
      }
      case Chain.Output.Shaped(var values) -> {
        var all = Json.object();
        for (var each : values.entrySet()) {
          all.set(each.getKey(), each.getValue().evaluate(whole.variables()));
        }
        yield all;
      }
    };
  }

  /** The variables that steps have set, also those of a run that failed. */
  static ObjectNode soFar(Body whole) {
    var all = Json.object();
    all.setAll(whole.variables().written());
    return all;
  }

  private static JsonNode value(String name, Variables variables) throws RunFault {
    var value = variables.get(name);
    if (value == null) {
      throw new RunFault(
          FailureClass.MISSING_VARIABLE,
          "the output names \"" + name + "\", which no step of this run has set");
    }
    return value;
  }
}
