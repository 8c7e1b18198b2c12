package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;

/** A value in a text: strings verbatim, everything else as JSON without blanks. */
public final class Printer {
  private Printer() {}

  public static String print(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    var out = new StringBuilder();
    print(value, out);
    return out.toString();
  }

  public static void print(JsonNode value, StringBuilder out) {
    if (value.isTextual()) {
      out.append(value.textValue());
    } else {
      json(value, out);
    }
  }

  /** As JSON without blanks, texts in their quotes too. */
  public static String json(JsonNode value) {
    var out = new StringBuilder();
    json(value, out);
    return out.toString();
  }

  private static void json(JsonNode value, StringBuilder out) {
    if (value.isTextual()) {
      quoted(value.textValue(), out);
    } else if (value.isNumber()) {
      out.append(Numbers.print(value));
    } else if (value.isArray()) {
      list(value, out);
    } else if (value.isObject()) {
      object(value, out);
    } else {
      out.append(value.asText());
    }
  }

  private static void list(JsonNode list, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      json(list.get(i), out);
    }
    out.append(']');
  }

  private static void object(JsonNode object, StringBuilder out) {
    char before = '{';
    for (var entry : object.properties()) {
      out.append(before);
      quoted(entry.getKey(), out);
      out.append(':');
      json(entry.getValue(), out);
      before = ',';
    }
    if (before == '{') {
      out.append('{');
    }
    out.append('}');
  }

  private static void quoted(String text, StringBuilder out) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }
}
