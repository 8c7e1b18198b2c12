package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import java.io.IOException;

/** Writes a call as the body of {@code POST /embeddings}: each message is one of its inputs. */
final class EmbeddingsBody {
  private EmbeddingsBody() {}

  /**
   * @throws IOException when a value cannot be written as JSON
   */
  static byte[] of(ModelCall call) throws IOException {
    try (var bytes = new ByteArrayBuilder(1024);
        var json = Json.MAPPER.getFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model", call.model());
      json.writeArrayFieldStart("input");
      for (var message : call.messages()) {
        json.writeString(message.content().asText());
      }
      json.writeEndArray();
      for (var option : call.options().properties()) {
        if (!option.getKey().equals("model") && !option.getKey().equals("input")) {
          json.writeFieldName(option.getKey());
          json.writeTree(option.getValue());
        }
      }
      json.writeEndObject();
      json.flush();
      return bytes.toByteArray();
    }
  }
}
