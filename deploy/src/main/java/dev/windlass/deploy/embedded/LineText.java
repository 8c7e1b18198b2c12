package dev.windlass.deploy.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.windlass.engine.protocol.Json;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One line as it goes into the engine. Always in an envelope, for a variable may be called {@code
 * input}. What is no object of variables goes in as it is, and becomes a row that says so.
 */
final class LineText {
  private LineText() {}

  static ByteString of(@Nullable Object line) {
    var id = line instanceof Line named ? named.id() : null;
    var input = line instanceof Line named ? named.input() : line;
    var envelope = Json.object();
    if (id != null) {
      envelope.put("id", id);
    }
    try {
      envelope.set("input", Json.MAPPER.valueToTree(input));
      var text = Json.MAPPER.writeValueAsString(envelope) + "\n";
      return ByteString.fromArrayUnsafe(text.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw new IllegalArgumentException(
          "a line of " + type(input) + " cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  private static String type(@Nullable Object input) {
    return input == null ? "null" : input.getClass().getName();
  }
}
