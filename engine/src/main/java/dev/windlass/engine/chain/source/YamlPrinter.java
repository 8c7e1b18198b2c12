package dev.windlass.engine.chain.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;

/**
 * Writes a tree as YAML that a person would write: blocks, texts of several lines as they stand,
 * quotes only where they are needed (also for what YAML 1.1 takes for a boolean), small objects and
 * lists on one line. What it writes reads back as the same tree.
 */
public final class YamlPrinter {
  /** Widest object or list that stays on one line, in characters. */
  private static final int WIDE = 76;

  /** Words that are no text to some reader of YAML, in lower case. */
  private static final Set<String> WORDS =
      Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder out = new StringBuilder();

  private YamlPrinter() {}

  public static String print(JsonNode tree) {
    var printer = new YamlPrinter();
    if (tree.isContainerNode() && !tree.isEmpty()) {
      printer.block(tree, 0, false);
    } else {
      printer.out.append(flow(tree)).append('\n');
    }
    return printer.out.toString();
  }

  /**
   * @param begun whether something stands on the line already, as the dash of a list
   */
  private void block(JsonNode node, int indent, boolean begun) {
    boolean first = begun;
    if (node.isArray()) {
      for (var item : node) {
        indent(first ? 0 : indent).append('-');
        first = false;
        member(item, indent, true);
      }
      return;
    }
    for (var entry : node.properties()) {
      indent(first ? 0 : indent).append(text(entry.getKey())).append(':');
      first = false;
      member(entry.getValue(), indent, false);
    }
  }

  private StringBuilder indent(int blanks) {
    return out.repeat(' ', blanks);
  }

  /** The value behind a dash or a colon, and the end of its line. */
  private void member(JsonNode value, int indent, boolean ofList) {
    if (value.isTextual() && isBlock(value.textValue())) {
      literal(value.textValue(), indent + 2);
    } else if (!value.isContainerNode() || value.isEmpty() || fitsOneLine(value, ofList)) {
      out.append(' ').append(flow(value)).append('\n');
    } else if (ofList) {
      out.append(' ');
      block(value, indent + 2, true);
    } else {
      out.append('\n');
      block(value, indent + 2, false);
    }
  }

  /** Only what has no containers inside; steps, which are objects of lists, get a line a key. */
  private static boolean fitsOneLine(JsonNode value, boolean ofList) {
    if (ofList && value.isObject()) {
      return false;
    }
    for (var child : value) {
      if (child.isContainerNode() && !child.isEmpty()) {
        return false;
      }
      if (child.isTextual() && (child.textValue().length() > WIDE || isBlock(child.textValue()))) {
        return false;
      }
    }
    return value.size() <= WIDE && flow(value).length() <= WIDE;
  }

  private static String flow(JsonNode value) {
    if (value.isTextual()) {
      return text(value.textValue());
    }
    if (!value.isContainerNode()) {
      return value.isNull() ? "null" : value.asText();
    }
    var out = new StringBuilder();
    out.append(value.isArray() ? '[' : '{');
    String between = "";
    if (value.isArray()) {
      for (var item : value) {
        out.append(between).append(flow(item));
        between = ", ";
      }
    }
    for (var entry : value.properties()) {
      out.append(between).append(text(entry.getKey())).append(": ").append(flow(entry.getValue()));
      between = ", ";
    }
    return out.append(value.isArray() ? ']' : '}').toString();
  }

  /** Several lines that a literal block can hold without counting blanks. */
  private static boolean isBlock(String text) {
    if (text.indexOf('\n') < 0 || text.charAt(0) == '\n' || text.charAt(0) == ' ') {
      return false;
    }
    boolean blankBefore = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' ? blankBefore : !isPlainChar(c)) {
        return false;
      }
      blankBefore = c == ' ';
    }
    return !blankBefore;
  }

  private void literal(String text, int indent) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    int breaks = text.length() - end;
    out.append(breaks == 0 ? " |-" : breaks == 1 ? " |" : " |+").append('\n');
    int from = 0;
    while (from <= end) {
      int next = text.indexOf('\n', from);
      int to = next < 0 || next > end ? end : next;
      if (to > from) {
        indent(indent).append(text, from, to);
      }
      out.append('\n');
      from = to + 1;
    }
    out.repeat('\n', Math.max(0, breaks - 1));
  }

  private static String text(String text) {
    return isPlain(text) ? text : quoted(text);
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty() || !isLetter(text.charAt(0)) || text.endsWith(" ") || text.endsWith(":")) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean mark =
          (c == ':' && text.charAt(i + 1) == ' ') || (c == '#' && text.charAt(i - 1) == ' ');
      if (mark || !isPlainChar(c) || "{}[],\"'`".indexOf(c) >= 0) {
        return false;
      }
    }
    return !WORDS.contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean isLetter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** What every reader of YAML takes as it stands; half of a pair of surrogates is not. */
  private static boolean isPlainChar(char c) {
    return (c >= ' ' && c <= '~')
        || (c >= 0xA0 && c < 0xD800 && c != 0x2028 && c != 0x2029)
        || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF);
  }

  private static String quoted(String text) {
    var out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          boolean pair =
              Character.isHighSurrogate(c)
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1));
          if (pair) {
            out.append(c).append(text.charAt(++i));
          } else if (isPlainChar(c)) {
            out.append(c);
          } else {
            out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
