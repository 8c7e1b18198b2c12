package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a JSON Schema may be sent with {@code strict: true}, by the rules of OpenAI's page on
 * structured outputs ("Supported schemas"): the root is an object and no {@code anyOf}; every
 * object names all its properties as required and allows no others; at most five levels deep and
 * 100 properties, which all models with this mode take; no keyword but those listed there. A schema
 * that does not fit is sent without {@code strict}: the model is then only guided by it. Pure.
 */
final class StrictSchema {
  private static final int MOST_LEVELS = 5;
  private static final int MOST_PROPERTIES = 100;
  private static final int MOST_ENUM_VALUES = 500;
  private static final Set<String> TYPES =
      Set.of("string", "number", "boolean", "integer", "object", "array", "null");
  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "$defs",
          "definitions",
          "$ref",
          "title",
          "description",
          "type",
          "enum",
          "const",
          "anyOf",
          "properties",
          "required",
          "additionalProperties",
          "items");

  private int properties;
  private int values;

  private StrictSchema() {}

  static boolean allows(JsonNode schema) {
    return schema.path("type").asText("").equals("object")
        && !schema.has("anyOf")
        && new StrictSchema().fits(schema, 0);
  }

  private boolean fits(JsonNode schema, int level) {
    if (!schema.isObject() || level > MOST_LEVELS) {
      return false;
    }
    for (var names = schema.fieldNames(); names.hasNext(); ) {
      if (!KEYWORDS.contains(names.next())) {
        return false;
      }
    }
    values += schema.path("enum").size();
    return values <= MOST_ENUM_VALUES
        && typed(schema)
        && closed(schema)
        && all(schema.path("properties"), level + 1)
        && all(schema.path("$defs"), level)
        && all(schema.path("definitions"), level)
        && all(schema.path("anyOf"), level)
        && (!schema.has("items") || fits(schema.get("items"), level + 1));
  }

  /** It says what it is: by a type, a reference, alternatives or values. */
  private static boolean typed(JsonNode schema) {
    var type = schema.path("type");
    if (type.isMissingNode()) {
      return schema.has("$ref") || schema.has("anyOf") || schema.has("enum") || schema.has("const");
    }
    if (type.isTextual()) {
      return TYPES.contains(type.textValue())
          && (!type.textValue().equals("array") || schema.has("items"));
    }
    return type.isArray() && !type.isEmpty() && !schema.has("properties");
  }

  private boolean closed(JsonNode schema) {
    if (!schema.path("type").asText("").equals("object") && !schema.has("properties")) {
      return true;
    }
    var named = schema.path("properties");
    properties += named.size();
    var required = new HashSet<String>();
    schema.path("required").forEach(each -> required.add(each.asText()));
    var others = schema.path("additionalProperties");
    if (!others.isBoolean() || others.booleanValue() || properties > MOST_PROPERTIES) {
      return false;
    }
    for (var names = named.fieldNames(); names.hasNext(); ) {
      if (!required.contains(names.next())) {
        return false;
      }
    }
    return required.size() == named.size();
  }

  private boolean all(JsonNode schemas, int level) {
    for (var each : schemas) {
      if (!fits(each, level)) {
        return false;
      }
    }
    return true;
  }
}
