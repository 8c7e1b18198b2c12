package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";

  @Test
  void optionsGoThroughAsGivenAndTheChainsModelWins() throws IOException {
    var call =
        call("{\"temperature\":0.9,\"model\":\"other\",\"stop\":[\"\\n\"],\"seed\":14}", null);

    assertThat(text(call, true))
        .isEqualTo(
            "{\"model\":\"gpt-x\",\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"},"
                + "{\"role\":\"user\",\"content\":\"Größe?\"}],"
                + "\"temperature\":0.9,\"stop\":[\"\\n\"],\"seed\":14}");
  }

  @Test
  void aSchemaIsSentAsTheStructuredOutputOption() throws IOException {
    var call = call("{}", Json.read(SCHEMA));

    assertThat(Json.read(text(call, true)).at("/response_format/json_schema/schema"))
        .isEqualTo(Json.read(SCHEMA));
    assertThat(Json.read(text(call, true)).at("/response_format/type").asText())
        .isEqualTo("json_schema");
    assertThat(Json.read(text(call, false)).has("response_format")).isFalse();
  }

  @Test
  void aResponseFormatOfTheChainsOwnWins() throws IOException {
    var call = call("{\"response_format\":{\"type\":\"json_object\"}}", Json.read(SCHEMA));

    assertThat(Json.read(text(call, true)).path("response_format"))
        .isEqualTo(Json.read("{\"type\":\"json_object\"}"));
  }

  @Test
  void aStreamedAnswerIsAskedForItsUsage() throws IOException {
    assertThat(
            Json.read(text(call("{\"stream\":true}", null), true))
                .at("/stream_options/include_usage"))
        .isEqualTo(Json.read("true"));
    assertThat(text(call("{\"stream\":false}", null), true)).doesNotContain("stream_options");
  }

  @Test
  void charactersBeyondTheFirstPlaneArriveWhole() throws IOException {
    var call =
        new ModelCall(
            "openai",
            "gpt-x",
            List.of(Message.of("user", "a \ud83d\ude00 b")),
            Json.object(),
            null,
            Duration.ofSeconds(1),
            RetryPolicy.DEFAULT);

    assertThat(Json.read(text(call, true)).at("/messages/0/content").textValue())
        .isEqualTo("a \ud83d\ude00 b");
  }

  private static ModelCall call(String options, @Nullable JsonNode schema) throws IOException {
    return new ModelCall(
        "openai",
        "gpt-x",
        List.of(Message.of("system", "Be kind."), Message.of("user", "Größe?")),
        (ObjectNode) Json.read(options),
        schema,
        Duration.ofSeconds(1),
        RetryPolicy.DEFAULT);
  }

  private static String text(ModelCall call, boolean withSchema) throws IOException {
    return new String(RequestBody.of(call, withSchema, false), StandardCharsets.UTF_8);
  }
}
