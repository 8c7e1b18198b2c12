package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code POST /embeddings} answers: for each input a vector, whose numbers stay as they
 * were written. A vector in base64 (32-bit numbers, low byte first) is read, too. Pure.
 */
final class EmbeddingsReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxNumberLength(Json.MAX_NUMBER_DIGITS)
                  .maxStringLength(Json.MAX_TEXT_CHARS)
                  .build())
          .build();

  /**
   * @param vectors each as a JSON list, in the order of the inputs
   * @param tokens used, or {@link Gathered#NOT_TOLD}
   */
  record Read(List<String> vectors, long tokens) {}

  private final TreeMap<Integer, String> vectors = new TreeMap<>();
  private long tokens = Gathered.NOT_TOLD;

  private EmbeddingsReader() {}

  /**
   * @param inputs how many vectors there must be
   * @throws IOException when it is no such answer
   */
  static Read read(byte[] bytes, int inputs) throws IOException {
    var reader = new EmbeddingsReader();
    try (var json = FACTORY.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object");
      }
      reader.object(json);
    }
    var found = reader.vectors;
    if (found.size() != inputs || found.firstKey() != 0 || found.lastKey() != inputs - 1) {
      throw new IOException("it has not one vector for each of " + inputs + " inputs");
    }
    return new Read(List.copyOf(found.values()), reader.tokens);
  }

  private void object(JsonParser json) throws IOException {
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      if (name.equals("data") && value == JsonToken.START_ARRAY) {
        int position = 0;
        while (json.nextToken() == JsonToken.START_OBJECT) {
          item(json, position++);
        }
      } else if (name.equals("usage") && value == JsonToken.START_OBJECT) {
        usage(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void item(JsonParser json, int position) throws IOException {
    int index = position;
    String vector = null;
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
        index = json.getIntValue();
      } else if (name.equals("embedding")) {
        vector = vector(json, value);
      } else {
        json.skipChildren();
      }
    }
    if (vector == null) {
      throw new IOException("input " + index + " has no embedding");
    }
    vectors.put(index, vector);
  }

  private static @Nullable String vector(JsonParser json, JsonToken value) throws IOException {
    var list = new StringBuilder("[");
    if (value == JsonToken.VALUE_STRING) {
      var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(json.getText()));
      var numbers = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      while (numbers.hasRemaining()) {
        list.append(list.length() == 1 ? "" : ",").append(numbers.get());
      }
    } else if (value == JsonToken.START_ARRAY) {
      for (var each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
        if (each == null || !each.isNumeric()) {
          throw new IOException("a vector holds something that is no number");
        }
        list.append(list.length() == 1 ? "" : ",").append(json.getText());
      }
    } else {
      json.skipChildren();
      return null;
    }
    return list.append(']').toString();
  }

  private void usage(JsonParser json) throws IOException {
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      if (value == JsonToken.VALUE_NUMBER_INT
          && (name.equals("prompt_tokens")
              || (name.equals("total_tokens") && tokens == Gathered.NOT_TOLD))) {
        tokens = json.getLongValue();
      } else {
        json.skipChildren();
      }
    }
  }
}
