package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * The JSON value in a model's answer. In this order: the whole answer; what stands in its first
 * fence; the first object or list in its prose, closed where the answer broke off; where there is
 * no bracket at all, the first quoted text or number. Reads each character a bounded number of
 * times.
 */
public final class JsonFinder {
  private JsonFinder() {}

  /** The value, or null where the answer has none. */
  public static @Nullable JsonNode find(String answer) {
    var text = answer.strip();
    var whole = strict(text);
    if (whole != null) {
      return whole;
    }
    var fenced = fenced(text);
    if (fenced != null) {
      var inside = strict(fenced);
      if (inside != null) {
        return inside;
      }
      var mended = container(fenced);
      if (mended != null) {
        return mended;
      }
    }
    var container = container(text);
    boolean attempted = text.indexOf('{') >= 0 || text.indexOf('[') >= 0;
    return container != null || attempted ? container : scalar(text);
  }

  private static @Nullable JsonNode strict(String text) {
    if (text.isEmpty() || "{[\"-0123456789tfn".indexOf(text.charAt(0)) < 0) {
      return null;
    }
    try {
      var value = Json.read(text);
      return bounded(value) ? value : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /**
   * What stands between the first three backticks (and their language) and the next, or the end.
   */
  private static @Nullable String fenced(String text) {
    int open = text.indexOf("```");
    if (open < 0) {
      return null;
    }
    int from = open + 3;
    while (from < text.length() && Character.isLetterOrDigit(text.charAt(from))) {
      from++;
    }
    int close = text.indexOf("```", from);
    return text.substring(from, close < 0 ? text.length() : close).strip();
  }

  private static @Nullable JsonNode container(String text) {
    var mender = new JsonMender(text);
    for (int at = 0; at < text.length() && mender.hasBudget(); at++) {
      if (text.charAt(at) == '{' || text.charAt(at) == '[') {
        var value = mender.read(at);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  private static @Nullable JsonNode scalar(String text) {
    int quote = text.indexOf('"');
    var numbers = NumberFinder.find(text, 1);
    if (quote >= 0 && (numbers.isEmpty() || quote < numbers.getFirst().at())) {
      int end = text.indexOf('"', quote + 1);
      while (end > 0 && text.charAt(end - 1) == '\\') {
        end = text.indexOf('"', end + 1);
      }
      var quoted = end < 0 ? null : strict(text.substring(quote, end + 1));
      if (quoted != null) {
        return quoted;
      }
    }
    return numbers.isEmpty() ? null : numbers.getFirst().value();
  }

  /** Whether all its numbers are within {@link Numbers#withinBounds}. */
  static boolean bounded(JsonNode value) {
    if (value.isBigDecimal()) {
      return Numbers.withinBounds(value.decimalValue());
    }
    for (var child : value) {
      if (!bounded(child)) {
        return false;
      }
    }
    return true;
  }
}
