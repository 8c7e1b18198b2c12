package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object or list out of a text, and closes it where the text ends too early: an open
 * text, list or object ends there, a key without its value is dropped. Line breaks inside texts and
 * a comma before the closing bracket are forgiven; anything else that is no JSON is not.
 */
final class JsonMender {
  /** Marks what is no JSON at all. */
  private static final class NoJson extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoJson() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private int at;
  private boolean cut;

  /** Characters that may still be looked at, over all attempts. */
  private long budget;

  JsonMender(String text) {
    this.text = text;
    this.budget = 8L * text.length() + 1_000;
  }

  boolean hasBudget() {
    return budget > 0;
  }

  /** The object or list that begins there, or null. What broke off must hold something. */
  @Nullable JsonNode read(int from) {
    at = from;
    cut = false;
    try {
      var value = value(0);
      return value == null || (cut && value.isEmpty()) ? null : value;
    } catch (NoJson e) {
      return null;
    }
  }

  /** The value here, or null where the text broke off before there was one. */
  private @Nullable JsonNode value(int depth) {
    if (depth >= Json.MAX_DEPTH) {
      throw new NoJson();
    }
    spend();
    return switch (peek()) {
      case 0 -> {
        cut = true;
        yield null;
      }
      case '{' -> object(depth);
      case '[' -> list(depth);
      case '"' -> TextNode.valueOf(string());
      default -> word();
    };
  }

  private JsonNode object(int depth) {
    var object = JsonNodeFactory.instance.objectNode();
    at++;
    while (peek() == '"') {
      var key = string();
      if (cut || peek() == 0) {
        cut = true;
        return object;
      }
      expect(':');
      var value = value(depth + 1);
      if (value != null) {
        object.set(key, value);
      }
      if (cut || !more('}')) {
        return object;
      }
    }
    return closed('}', object);
  }

  private JsonNode list(int depth) {
    var list = JsonNodeFactory.instance.arrayNode();
    at++;
    while (peek() != ']' && peek() != 0) {
      var value = value(depth + 1);
      if (value != null) {
        list.add(value);
      }
      if (cut || !more(']')) {
        return list;
      }
    }
    return closed(']', list);
  }

  /** Whether a comma leads on; the closing bracket and the end of the text do not. */
  private boolean more(char closing) {
    char c = peek();
    if (c == ',') {
      at++;
      return true;
    }
    if (c == 0) {
      cut = true;
      return false;
    }
    expect(closing);
    return false;
  }

  private JsonNode closed(char closing, JsonNode value) {
    if (peek() == 0) {
      cut = true;
    } else {
      expect(closing);
    }
    return value;
  }

  private String string() {
    var out = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      spend();
      if (c == '"') {
        return out.toString();
      }
      if (c != '\\') {
        out.append(c);
      } else if (at < text.length()) {
        escape(text.charAt(at++), out);
      }
    }
    cut = true;
    return out.toString();
  }

  private void escape(char c, StringBuilder out) {
    switch (c) {
      case '"', '\\', '/' -> out.append(c);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        if (at + 4 > text.length()) {
          at = text.length();
          return;
        }
        try {
          out.append((char) Integer.parseInt(text, at, at + 4, 16));
        } catch (NumberFormatException e) {
          throw new NoJson();
        }
        at += 4;
      }
      default -> throw new NoJson();
    }
  }

  /** A number, true, false or null; one that broke off is kept if it is whole as far as it goes. */
  private @Nullable JsonNode word() {
    int start = at;
    while (at < text.length() && ",]} \t\r\n:\"{[".indexOf(text.charAt(at)) < 0) {
      at++;
      spend();
      if (at - start > Numbers.MAX_CHARS) {
        throw new NoJson();
      }
    }
    var word = text.substring(start, at);
    return switch (word) {
      case "true", "false" -> BooleanNode.valueOf(word.equals("true"));
      case "null" -> NullNode.getInstance();
      default -> number(word);
    };
  }

  private @Nullable JsonNode number(String word) {
    var number = word.startsWith("+") ? null : Numbers.parse(word);
    if (number != null) {
      boolean integer = word.chars().allMatch(c -> c == '-' || Character.digit(c, 10) >= 0);
      return Numbers.node(number, integer);
    }
    if (at < text.length() || word.isEmpty()) {
      throw new NoJson();
    }
    cut = true;
    return null;
  }

  /** The next character that is no blank, or 0 at the end. */
  private char peek() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
        return c;
      }
      at++;
      spend();
    }
    return 0;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw new NoJson();
    }
    at++;
    spend();
  }

  private void spend() {
    if (--budget < 0) {
      throw new NoJson();
    }
  }
}
