package dev.windlass.workers.provider.simulated;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at of a request.
 *
 * @param question the text of the last message
 * @param promptTokens four characters each, and three a message
 * @param schema of the wanted answer, or null
 * @param maxTokens 0 when not given
 * @param tools what there is to say of tools
 */
record ChatRequest(
    String model,
    String question,
    long promptTokens,
    boolean stream,
    boolean usageInStream,
    @Nullable JsonNode schema,
    long maxTokens,
    ToolScript tools) {

  /** Reads values in the middle of a document, which the strict mapper of the house does not. */
  private static final ObjectMapper LENIENT = JsonMapper.builder().build();

  /**
   * @throws IOException when it is no JSON, or has no model or no messages
   */
  static ChatRequest read(byte[] body) throws IOException {
    try (var json = LENIENT.getFactory().createParser(body)) {
      return new Reader().read(json);
    }
  }

  private static final class Reader {
    private @Nullable String model;
    private @Nullable String question;
    private long promptTokens;
    private boolean stream;
    private boolean usageInStream;
    private @Nullable JsonNode schema;
    private long maxTokens;
    private final List<String> offered = new ArrayList<>();
    private boolean mayCall = true;
    private String asked = "";
    private int rounds;
    private final List<String> given = new ArrayList<>();

    ChatRequest read(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the body is no JSON object");
      }
      for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "model" -> model = json.getValueAsString();
          case "messages" -> messages(json);
          case "stream" -> stream = json.getValueAsBoolean();
          case "max_tokens", "max_completion_tokens" -> maxTokens = json.getValueAsLong();
          case "stream_options" ->
              usageInStream =
                  json.<JsonNode>readValueAsTree().path("include_usage").asBoolean(false);
          case "tools" -> tools(json.readValueAsTree());
          case "tool_choice" -> mayCall = !"none".equals(json.<JsonNode>readValueAsTree().asText());
          case "response_format" -> format(json.readValueAsTree());
          default -> json.skipChildren();
        }
      }
      if (model == null || model.isBlank()) {
        throw new IOException("you must provide a model parameter");
      }
      if (question == null) {
        throw new IOException("'messages' must hold at least one message");
      }
      return new ChatRequest(
          model, question, promptTokens, stream, usageInStream, schema, maxTokens, script());
    }

    private ToolScript script() {
      return new ToolScript(mayCall ? List.copyOf(offered) : List.of(), asked, rounds, given);
    }

    private void tools(JsonNode tools) {
      tools.forEach(tool -> offered.add(tool.path("function").path("name").asText("")));
    }

    private void messages(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        var role = "";
        boolean calls = false;
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("content")) {
            question = json.getText();
            promptTokens += question.length() / 4 + 3;
          } else if (name.equals("content") && json.currentToken() == JsonToken.START_ARRAY) {
            parts(json.readValueAsTree());
          } else {
            role = name.equals("role") ? json.getValueAsString("") : role;
            calls |= name.equals("tool_calls");
            json.skipChildren();
          }
        }
        said(role, calls);
      }
    }

    private void said(String role, boolean calls) {
      if (role.equals("user")) {
        asked = question == null ? "" : question;
        rounds = 0;
        given.clear();
      } else if (role.equals("tool")) {
        given.add(question == null ? "" : question);
      } else if (calls) {
        rounds++;
      }
    }

    private void parts(JsonNode parts) {
      var text = new StringBuilder();
      for (var part : parts) {
        text.append(part.path("text").asText(""));
      }
      question = text.toString();
      promptTokens += question.length() / 4 + 3;
    }

    private void format(JsonNode format) {
      if (format.path("type").asText("").equals("json_schema")) {
        schema = format.path("json_schema").path("schema");
      } else if (format.path("type").asText("").equals("json_object")) {
        schema = Json.object();
      }
    }
  }
}
