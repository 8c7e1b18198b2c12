package dev.windlass.workers.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windlass.engine.protocol.Json;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A value that fits a JSON Schema, always the same for a seed. Pure. */
final class SchemaAnswer {
  private static final int DEEPEST = 16;
  private static final int MOST_ITEMS = 1000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode root;
  private final SplittableRandom random;
  private final Function<String, @Nullable JsonNode> known;

  /**
   * @param known a value for a property's name, where there is something better than words
   */
  SchemaAnswer(JsonNode schema, long seed, Function<String, @Nullable JsonNode> known) {
    root = schema;
    random = new SplittableRandom(seed);
    this.known = known;
  }

  String json() {
    return Json.write(value(root, "", 0));
  }

  private JsonNode value(JsonNode schema, String name, int depth) {
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    if (schema.path("$ref").isTextual() && depth < DEEPEST) {
      return value(root.at(schema.path("$ref").asText().replaceFirst("^#", "")), name, depth + 1);
    }
    for (var choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
        return value(schema.path(choice).get(0), name, depth + 1);
      }
    }
    return switch (type(schema)) {
      case "array" -> items(schema, name, depth);
      case "integer" -> number(schema, name, true);
      case "number" -> number(schema, name, false);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      case "string" -> text(schema, name);
      default -> properties(schema, depth);
    };
  }

  private static String type(JsonNode schema) {
    var type = schema.path("type");
    if (type.isArray() && !type.isEmpty()) {
      return type.get(0).asText();
    }
    return type.isTextual() ? type.asText() : schema.has("items") ? "array" : "object";
  }

  private JsonNode properties(JsonNode schema, int depth) {
    var object = NODES.objectNode();
    if (depth < DEEPEST) {
      for (var property : schema.path("properties").properties()) {
        object.set(property.getKey(), value(property.getValue(), property.getKey(), depth + 1));
      }
    }
    return object;
  }

  private JsonNode items(JsonNode schema, String name, int depth) {
    var array = NODES.arrayNode();
    var least = Math.min(MOST_ITEMS, schema.path("minItems").asInt(0));
    var most = Math.max(least, Math.min(MOST_ITEMS, schema.path("maxItems").asInt(3)));
    var size = depth >= DEEPEST ? least : Math.max(least, Math.min(most, 1 + random.nextInt(3)));
    for (int i = 0; i < size; i++) {
      array.add(value(schema.path("items"), name, depth + 1));
    }
    return array;
  }

  private JsonNode number(JsonNode schema, String name, boolean whole) {
    var wellKnown = known.apply(name);
    if (wellKnown != null && wellKnown.isNumber()) {
      return wellKnown;
    }
    var least =
        schema
            .path("minimum")
            .asDouble(
                schema.path("exclusiveMinimum").asDouble(0)
                    + (schema.has("exclusiveMinimum") ? 1 : 0));
    var most =
        schema
            .path("maximum")
            .asDouble(
                schema.has("exclusiveMaximum")
                    ? schema.path("exclusiveMaximum").asDouble() - 1
                    : least + 100);
    var span = Math.max(0, most - least);
    if (whole) {
      return NODES.numberNode(
          (long) Math.ceil(least) + (long) Math.floor(random.nextDouble() * span));
    }
    return NODES.numberNode(least + Math.floor(random.nextDouble() * span * 10) / 10);
  }

  private JsonNode text(JsonNode schema, String name) {
    var wellKnown = known.apply(name);
    if (wellKnown != null && wellKnown.isTextual()) {
      return wellKnown;
    }
    var text =
        switch (schema.path("format").asText("")) {
          case "date" -> "2026-01-15";
          case "date-time" -> "2026-01-15T12:00:00Z";
          case "email" -> "someone@example.com";
          case "uri" -> "https://example.com/";
          default -> Words.some(random.nextLong(), 3);
        };
    var least = Math.min(100_000, schema.path("minLength").asInt(0));
    if (text.length() < least) {
      text = text + "a".repeat(least - text.length());
    }
    var most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    return NODES.textNode(text.length() > most ? text.substring(0, most) : text);
  }
}
