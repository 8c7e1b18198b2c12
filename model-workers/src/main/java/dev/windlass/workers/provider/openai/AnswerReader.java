package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;

/**
 * Reads an answer, or one event of a streamed answer, for what is needed of it: the first choice's
 * content, its tool calls, its finish reason, a refusal, the usage, an error. Everything else is
 * stepped over, known or not. Where a thing that is needed comes twice, which one is meant cannot
 * be known: that is an error. Pure.
 */
final class AnswerReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxNumberLength(Json.MAX_NUMBER_DIGITS)
                  .maxStringLength(Json.MAX_TEXT_CHARS)
                  .build())
          .build();
  private static final ObjectMapper TREES = JsonMapper.builder(FACTORY).build();

  private AnswerReader() {}

  /**
   * @throws IOException when it is no JSON object, or has more behind it, or says a thing twice
   */
  static void read(byte[] bytes, int from, int length, Gathered into) throws IOException {
    try (var json = FACTORY.createParser(bytes, from, length)) {
      json.setCodec(TREES);
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object");
      }
      object(json, into);
      if (json.nextToken() != null) {
        throw new IOException("there is more behind its end");
      }
    }
  }

  private static void object(JsonParser json, Gathered into) throws IOException {
    var choices = false;
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      switch (name) {
        case "choices" -> {
          once(choices, name);
          choices = true;
          choices(json, value, into);
        }
        case "usage" -> usage(json, value, into);
        case "error" -> {
          if (value == JsonToken.START_OBJECT || value == JsonToken.VALUE_STRING) {
            var error = TREES.createObjectNode();
            error.set("error", json.readValueAsTree());
            into.error = ErrorBody.of(error);
          }
        }
        default -> json.skipChildren();
      }
    }
    ended(json);
  }

  private static void choices(JsonParser json, JsonToken value, Gathered into) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    var first = true;
    for (var item = json.nextToken(); item != JsonToken.END_ARRAY; item = json.nextToken()) {
      if (item == null) {
        throw new IOException("it breaks off");
      }
      if (first && item == JsonToken.START_OBJECT) {
        into.hasChoice = true;
        choice(json, into);
      } else {
        json.skipChildren();
      }
      first = false;
    }
  }

  private static void choice(JsonParser json, Gathered into) throws IOException {
    var message = false;
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      switch (name) {
        case "message", "delta" -> {
          once(message, name);
          message = true;
          if (value == JsonToken.START_OBJECT) {
            message(json, into);
          } else {
            json.skipChildren();
          }
        }
        case "text" -> { // servers that answer as for completions
          if (value == JsonToken.VALUE_STRING) {
            into.add(json.getText());
          }
        }
        case "finish_reason" -> {
          if (value == JsonToken.VALUE_STRING) {
            into.finishReason = json.getText();
          }
        }
        default -> json.skipChildren();
      }
    }
    ended(json);
  }

  private static void message(JsonParser json, Gathered into) throws IOException {
    var content = false;
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      switch (name) {
        case "content" -> {
          once(content, name);
          content = true;
          if (value == JsonToken.VALUE_STRING) {
            into.add(json.getText());
          } else if (value == JsonToken.START_ARRAY) {
            for (var part : json.<JsonNode>readValueAsTree()) {
              if (part.path("text").isTextual()) {
                into.add(part.path("text").textValue());
              } else if (part.isTextual()) {
                into.add(part.textValue());
              }
            }
          } else {
            json.skipChildren();
          }
        }
        case "tool_calls" -> {
          if (value == JsonToken.START_ARRAY) {
            into.toolCalls.add(json.<JsonNode>readValueAsTree());
          } else {
            json.skipChildren();
          }
        }
        case "refusal" -> {
          if (value == JsonToken.VALUE_STRING) {
            into.refuse(json.getText());
          } else {
            json.skipChildren();
          }
        }
        default -> json.skipChildren();
      }
    }
    ended(json);
  }

  private static void usage(JsonParser json, JsonToken value, Gathered into) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var told = json.nextToken();
      if (told == JsonToken.START_OBJECT && name.equals("prompt_tokens_details")) {
        details(json, into);
        continue;
      }
      if (told != JsonToken.VALUE_NUMBER_INT) {
        json.skipChildren();
        continue;
      }
      switch (name) {
        case "prompt_tokens", "input_tokens" -> into.inputTokens = tokens(json);
        case "completion_tokens", "output_tokens" -> into.outputTokens = tokens(json);
        default -> {}
      }
    }
    ended(json);
  }

  /** What the prompt's tokens are made of; those in the provider's cache cost less. */
  private static void details(JsonParser json, Gathered into) throws IOException {
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && name.equals("cached_tokens")) {
        into.cachedTokens = Math.max(0, tokens(json));
      } else {
        json.skipChildren();
      }
    }
    ended(json);
  }

  /** Nonsense is as good as nothing. */
  private static long tokens(JsonParser json) throws IOException {
    if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return Gathered.NOT_TOLD;
    }
    var tokens = json.getLongValue();
    return tokens < 0 || tokens > 1L << 40 ? Gathered.NOT_TOLD : tokens;
  }

  private static void once(boolean seen, String name) throws IOException {
    if (seen) {
      throw new IOException("it says \"" + name + "\" twice");
    }
  }

  private static void ended(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("it breaks off");
    }
  }
}
