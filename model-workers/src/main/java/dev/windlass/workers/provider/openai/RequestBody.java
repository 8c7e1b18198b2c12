package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes a call as the body of {@code POST /chat/completions}, straight to bytes. */
final class RequestBody {
  private RequestBody() {}

  /**
   * @param withSchema whether the schema is sent; a chain's own {@code response_format} wins
   * @param stream whether the answer is wanted piece by piece; a chain's own {@code stream} wins
   * @throws IOException when a value cannot be written as JSON
   */
  static byte[] of(ModelCall call, boolean withSchema, boolean stream) throws IOException {
    try (var bytes = new ByteArrayBuilder(1024);
        var json = Json.MAPPER.getFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model", call.model());
      json.writeArrayFieldStart("messages");
      for (var message : call.messages()) {
        json.writeStartObject();
        json.writeStringField("role", message.role());
        json.writeFieldName("content");
        if (message.toolCalls() != null && message.content().asText().isEmpty()) {
          json.writeNull(); // an assistant that only calls tools
        } else {
          value(json, message.content());
        }
        if (message.toolCalls() != null) {
          json.writeFieldName("tool_calls");
          json.writeTree(message.toolCalls());
        }
        if (message.toolCallId() != null) {
          json.writeStringField("tool_call_id", message.toolCallId());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      for (var option : call.options().properties()) {
        if (!isOurs(option.getKey(), call)) {
          json.writeFieldName(option.getKey());
          value(json, option.getValue());
        }
      }
      if (call.tools() != null) {
        json.writeFieldName("tools");
        json.writeTree(call.tools());
      }
      boolean asked = stream && !call.options().has("stream");
      if (asked) {
        json.writeBooleanField("stream", true);
      }
      if ((asked || streamed(call)) && !call.options().has("stream_options")) {
        // without it a streamed answer does not say what it used
        json.writeObjectFieldStart("stream_options");
        json.writeBooleanField("include_usage", true);
        json.writeEndObject();
      }
      if (withSchema && sendsSchema(call)) {
        responseFormat(json, call.schema());
      }
      json.writeEndObject();
      json.flush();
      return bytes.toByteArray();
    }
  }

  private static boolean isOurs(String option, ModelCall call) {
    return option.equals("model")
        || option.equals("messages")
        || (option.equals("tools") && call.tools() != null);
  }

  static boolean streamed(ModelCall call) {
    return call.options().path("stream").asBoolean(false);
  }

  /** Only an object can be asked for: OpenAI refuses any other schema at the root. */
  static boolean sendsSchema(ModelCall call) {
    return call.schema() != null
        && call.schema().path("type").asText("").equals("object")
        && !call.options().has("response_format");
  }

  private static void responseFormat(JsonGenerator json, @Nullable JsonNode schema)
      throws IOException {
    json.writeObjectFieldStart("response_format");
    json.writeStringField("type", "json_schema");
    json.writeObjectFieldStart("json_schema");
    json.writeStringField("name", "answer");
    if (schema != null && StrictSchema.allows(schema)) {
      json.writeBooleanField("strict", true);
    }
    json.writeFieldName("schema");
    json.writeTree(schema);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, JsonNode value) throws IOException {
    if (value.isTextual()) {
      text(json, value.textValue());
    } else {
      json.writeTree(value);
    }
  }

  /** Prompts are mostly plain ASCII, which goes out as it is instead of character by character. */
  private static void text(JsonGenerator json, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == text.length() && isPlain(bytes)) {
      json.writeRawUTF8String(bytes, 0, bytes.length);
    } else {
      json.writeString(text);
    }
  }

  private static boolean isPlain(byte[] ascii) {
    for (byte each : ascii) {
      if (each < ' ' || each == '"' || each == '\\') {
        return false;
      }
    }
    return true;
  }
}
