package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Json;
import org.junit.jupiter.api.Test;

/** The rules are those of OpenAI's page on structured outputs, "Supported schemas". */
class StrictSchemaTest {
  private static final String CLOSED =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
          + "\"required\":[\"name\",\"tags\"],\"additionalProperties\":false}";

  @Test
  void aClosedObjectWhosePropertiesAreAllRequiredMayBeStrict() throws Exception {
    assertThat(allows(CLOSED)).isTrue();
    assertThat(
            allows(
                "{\"type\":\"object\",\"properties\":{\"one\":{\"$ref\":\"#/$defs/x\"}},\"required\":[\"one\"],"
                    + "\"additionalProperties\":false,\"$defs\":{\"x\":"
                    + CLOSED
                    + "}}"))
        .isTrue();
  }

  @Test
  void anythingElseIsNot() throws Exception {
    for (var schema :
        new String[] {
          "{\"type\":\"object\"}",
          CLOSED.replace("\"additionalProperties\":false", "\"additionalProperties\":true"),
          CLOSED.replace("[\"name\",\"tags\"]", "[\"name\"]"),
          CLOSED.replace(
              "{\"type\":\"string\"},\"tags\"", "{\"type\":\"string\",\"minLength\":2},\"tags\""),
          CLOSED.replace("{\"type\":\"string\"},\"tags\"", "{},\"tags\""),
          "{\"type\":\"array\",\"items\":" + CLOSED + "}",
          "{\"anyOf\":[" + CLOSED + "]}"
        }) {
      assertThat(allows(schema)).as(schema).isFalse();
    }
  }

  private static boolean allows(String schema) throws Exception {
    return StrictSchema.allows(Json.read(schema));
  }
}
