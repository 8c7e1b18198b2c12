package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The types that a chain may declare for an input: JSON's own names. */
final class JsonTypes {
  static final List<String> ALL =
      List.of("string", "number", "integer", "boolean", "object", "array", "null");

  private JsonTypes() {}

  static boolean fits(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "integer" -> isInteger(value);
      case "boolean" -> value.isBoolean();
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      default -> value.isNull();
    };
  }

  /** 3.0 is an integer, as JSON Schema has it. */
  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber()
        || (value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0);
  }
}
