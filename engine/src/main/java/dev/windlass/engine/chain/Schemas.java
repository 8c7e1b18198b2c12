package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of answers: checked against their draft when the chain is loaded, with references
 * inside the schema only (nothing is ever fetched) and patterns of RE2's syntax.
 */
final class Schemas {
  /** Most misfits that a reason names. */
  private static final int MOST_NAMED = 5;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry
                  .schemaCacheEnabled(false)
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .locale(Locale.ENGLISH)
                          .pathType(PathType.JSON_POINTER)
                          .regularExpressionFactory(pattern -> {
                            var compiled = Patterns.compile(pattern);
                            return text -> compiled.matcher(text).find();
                          })
                          .build()));

  private Schemas() {}

  /** A schema that is one; thread-safe. */
  record Checked(JsonNode source, Schema compiled) {
    /** What is wrong with a value, or null where it fits. */
    @Nullable String misfits(JsonNode value) {
      try {
        var errors = compiled.validate(value);
        return errors.isEmpty() ? null : described(errors);
      } catch (StackOverflowError e) {
        return "the schema refers to itself without end";
      }
    }
  }

  /** Compiles a schema; what is none is an {@link IllegalArgumentException} that says why. */
  static Checked check(JsonNode schema) {
    if (!schema.isObject()) {
      throw new Malformed("a JSON Schema is an object, not " + Path.kind(schema));
    }
    var dialect = dialect(schema);
    refuseWhatIsNotFollowed(schema);
    var errors = REGISTRY.getSchema(SchemaLocation.of(dialect.getDialectId())).validate(schema);
    if (!errors.isEmpty()) {
      throw new Malformed("this is no JSON Schema: " + described(errors));
    }
    try {
      var compiled = REGISTRY.getSchema(schema);
      compiled.initializeValidators();
      return new Checked(schema, compiled);
    } catch (SchemaException | Malformed e) {
      throw new Malformed("this is no JSON Schema: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new Malformed("the schema refers to itself without end");
    }
  }

  private static SpecificationVersion dialect(JsonNode schema) {
    var named = schema.get("$schema");
    if (named == null) {
      return SpecificationVersion.DRAFT_2020_12;
    }
    return SpecificationVersion.fromDialectId(named.asText())
        .orElseThrow(
            () -> new Malformed("$schema names no known draft; leave it out for draft 2020-12"));
  }

  private static void refuseWhatIsNotFollowed(JsonNode node) {
    for (var key : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
      var reference = node.get(key);
      if (reference != null && reference.isTextual() && !reference.textValue().startsWith("#")) {
        throw new Malformed(
            key + " " + reference.textValue() + " leads out of the schema; only #/... is followed");
      }
    }
    var pattern = node.get("pattern");
    if (pattern != null && pattern.isTextual()) {
      compile(pattern.textValue());
    }
    node.path("patternProperties").fieldNames().forEachRemaining(Schemas::compile);
    node.forEach(Schemas::refuseWhatIsNotFollowed);
  }

  private static void compile(String pattern) {
    try {
      Patterns.compile(pattern);
    } catch (Malformed e) {
      throw new Malformed("pattern " + pattern + ": " + e.getMessage());
    }
  }

  private static String described(List<Error> errors) {
    var out = new StringBuilder();
    for (var error : errors.subList(0, Math.min(MOST_NAMED, errors.size()))) {
      var where = String.valueOf(error.getInstanceLocation());
      out.append(out.isEmpty() ? "" : "; ")
          .append(where.isEmpty() ? "" : where + " ")
          .append(error.getMessage());
    }
    if (errors.size() > MOST_NAMED) {
      out.append("; and ").append(errors.size() - MOST_NAMED).append(" more");
    }
    return out.toString();
  }
}
