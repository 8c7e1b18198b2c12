package dev.windlass.engine.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.partition.Line;
import org.jspecify.annotations.Nullable;

/** Holds a line's variables against what its chain needs. Pure. */
final class RequiredInputs {
  private RequiredInputs() {}

  /** The first input that is missing or of the wrong type, or null. */
  static Line.@Nullable Fault check(Chain chain, ObjectNode input) {
    for (var each : chain.inputs().entrySet()) {
      var name = each.getKey();
      var wanted = each.getValue();
      var value = input.get(name);
      if (value == null) {
        if (wanted.fallback() == null && !chain.defaults().containsKey(name)) {
          return new Line.Fault("missing-variable", "the variable \"" + name + "\" is missing");
        }
      } else if (wanted.type() != null && !fits(wanted.type(), value)) {
        return new Line.Fault(
            "wrong-type", "the variable \"" + name + "\" must be of type " + wanted.type());
      }
    }
    return null;
  }

  private static boolean fits(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> true;
    };
  }
}
