package dev.windlass.engine.intake;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds what JSON can escape but no text should hold: the character NUL and half a surrogate pair.
 */
public final class CleanText {
  private CleanText() {}

  /** Whether such a thing can be in a JSON text at all: it has to be escaped there. */
  public static boolean mayBeUnclean(String json) {
    return json.contains("\\u");
  }

  /** What is wrong in any text or key of this value, or null. */
  public static @Nullable String fault(JsonNode node) {
    if (node.isTextual()) {
      return fault(node.textValue());
    }
    for (var each : node.properties()) {
      var wrong = fault(each.getKey());
      if (wrong != null) {
        return wrong;
      }
    }
    for (var each : node) {
      var wrong = fault(each);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private static @Nullable String fault(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "a text holds the character \\u0000";
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return "a text holds half of a surrogate pair";
      }
    }
    return null;
  }
}
