package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters that make, cut or order lists. */
final class ListFilters {
  /** Most items that a filter makes of a text, as many as {@code each} takes. */
  static final int MAX_ITEMS = 100_000;

  /** Longest text that a filter makes, in characters. */
  static final int MAX_CHARS = 16 * 1024 * 1024;

  /**
   * What an item is ordered by. All numbers stand before all texts, so that the order is one.
   *
   * @param number null for what is no number
   */
  private record Key(@Nullable BigDecimal number, String text, JsonNode item) {
    int compare(Key other) {
      if (number != null && other.number != null) {
        return number.compareTo(other.number);
      }
      return number != null ? -1 : other.number != null ? 1 : text.compareTo(other.text);
    }
  }

  private ListFilters() {}

  /** {@code lines}, {@code list}, {@code first} or {@code last}. */
  static Filter.Turn of(String name) {
    return switch (name) {
      case "lines" -> value -> lines(Printer.print(value));
      case "list" -> ListFilters::list;
      case "first" -> value -> end(value, true);
      case "last" -> value -> end(value, false);
      default -> throw new IllegalArgumentException("there is no filter " + name);
    };
  }

  /** A list stays; of an object the values; anything else is a list of one. */
  private static JsonNode list(JsonNode value) {
    if (value.isArray()) {
      return value;
    }
    var list = JsonNodeFactory.instance.arrayNode();
    if (value.isObject()) {
      value.forEach(list::add);
    } else {
      list.add(value);
    }
    return list;
  }

  private static @Nullable JsonNode end(JsonNode value, boolean first) {
    if (value.isArray()) {
      return value.isEmpty() ? null : value.get(first ? 0 : value.size() - 1);
    }
    var text = Printer.print(value);
    if (text.isEmpty()) {
      return null;
    }
    return TextNode.valueOf(
        Character.toString(first ? text.codePointAt(0) : text.codePointBefore(text.length())));
  }

  private static ArrayNode lines(String text) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (var lines = text.lines().iterator(); lines.hasNext(); ) {
      add(list, lines.next());
    }
    return list;
  }

  static Filter.Turn split(String separator) {
    return value -> {
      var text = Printer.print(value);
      var list = JsonNodeFactory.instance.arrayNode();
      int from = 0;
      for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
        add(list, text.substring(from, at));
        from = at + separator.length();
      }
      add(list, text.substring(from));
      return list;
    };
  }

  private static void add(ArrayNode list, String item) {
    if (list.size() == MAX_ITEMS) {
      throw new IllegalArgumentException("the text has more than " + MAX_ITEMS + " items");
    }
    list.add(item);
  }

  static Filter.Turn join(String separator) {
    return value -> {
      var out = new StringBuilder();
      var items = wanted("join", value);
      for (int i = 0; i < items.size(); i++) {
        out.append(i == 0 ? "" : separator);
        Printer.print(items.get(i), out);
        if (out.length() > MAX_CHARS) {
          throw new IllegalArgumentException(
              "the joined text is longer than " + MAX_CHARS + " characters");
        }
      }
      return TextNode.valueOf(out.toString());
    };
  }

  /** Python's slices: from the end where a number is negative, and never out of range. */
  static Filter.Turn slice(int from, @Nullable Integer to) {
    return value -> {
      if (value.isArray()) {
        int start = position(from, value.size());
        int end = to == null ? value.size() : position(to, value.size());
        var list = JsonNodeFactory.instance.arrayNode();
        for (int i = start; i < end; i++) {
          list.add(value.get(i));
        }
        return list;
      }
      var text = Printer.print(value);
      int length = text.codePointCount(0, text.length());
      int start = position(from, length);
      int end = Math.max(start, to == null ? length : position(to, length));
      int begin = text.offsetByCodePoints(0, start);
      return TextNode.valueOf(text.substring(begin, text.offsetByCodePoints(begin, end - start)));
    };
  }

  private static int position(int asked, int length) {
    return Math.clamp(asked < 0 ? (long) asked + length : asked, 0, length);
  }

  /** The first of the greatest or least, or all in order; what is equal keeps its order. */
  static Filter.Turn by(String name, String path) {
    var hops = List.of(path.split("\\.", -1));
    return value -> {
      var keys = new ArrayList<Key>();
      for (var item : wanted(name, value)) {
        keys.add(key(name, item, hops, keys.size()));
      }
      if (name.equals("sort_by")) {
        keys.sort(Key::compare);
        var sorted = JsonNodeFactory.instance.arrayNode();
        keys.forEach(key -> sorted.add(key.item()));
        return sorted;
      }
      Comparator<Key> order = name.equals("max_by") ? (a, b) -> b.compare(a) : Key::compare;
      Key best = null;
      for (var key : keys) {
        best = best == null || order.compare(key, best) < 0 ? key : best;
      }
      return best == null ? null : best.item();
    };
  }

  private static Key key(String name, JsonNode item, List<String> hops, int index) {
    JsonNode value = item;
    for (var hop : hops) {
      value = value == null ? null : value.get(hop);
    }
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException(
          "the filter "
              + name
              + " finds no "
              + String.join(".", hops)
              + " in the item at position "
              + index);
    }
    var text = Printer.print(value);
    var number =
        value.isNumber() ? value.decimalValue() : value.isTextual() ? Numbers.parse(text) : null;
    return new Key(number, text, item);
  }

  private static JsonNode wanted(String name, JsonNode value) {
    if (!value.isArray()) {
      throw new IllegalArgumentException("the filter " + name + " wants a list");
    }
    return value;
  }
}
