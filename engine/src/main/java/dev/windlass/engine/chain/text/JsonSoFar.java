package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The object or list in an answer that is still being written, closed where it ends for now: an
 * open text, list or object ends there, a key without its value is left out. What stands before the
 * first bracket (a fence, a sentence) is passed over.
 */
public final class JsonSoFar {
  private JsonSoFar() {}

  /** The value as far as it has come; null while there is none that holds something. */
  public static @Nullable JsonNode of(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '{' || c == '[') {
        return new JsonMender(text).read(at);
      }
    }
    return null;
  }
}
