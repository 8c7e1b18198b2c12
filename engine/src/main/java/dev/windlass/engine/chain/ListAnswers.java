package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windlass.engine.chain.text.JsonFinder;
import dev.windlass.engine.protocol.ModelCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers that are lists. No items is the empty list. */
final class ListAnswers {
  /** The forms of {@code list: FORM}. */
  static final List<String> FORMS = List.of("comma", "numbered", "bullets", "colon", "lines");

  private ListAnswers() {}

  /** The list of a form, or null for one that is not known. */
  static @Nullable Answer of(String form) {
    return switch (form) {
      case "comma" -> new Items(text -> collect(commaSeparated(text), ListAnswers::unquoted));
      case "numbered" -> lines(ListAnswers::numbered);
      case "bullets" -> lines(ListAnswers::bullet);
      case "colon" -> lines(ListAnswers::afterColon);
      case "lines" -> lines(String::strip);
      default -> null;
    };
  }

  private static Answer lines(Function<String, @Nullable String> item) {
    return new Items(text -> collect(text.split("\n", -1), item));
  }

  private static ArrayNode collect(String[] pieces, Function<String, @Nullable String> item) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (var piece : pieces) {
      var found = item.apply(piece);
      if (found != null && !found.isEmpty()) {
        list.add(found);
      }
    }
    return list;
  }

  /** Cut at commas, but for those inside of double quotes that are closed. */
  private static String[] commaSeparated(String text) {
    boolean pairs = text.chars().filter(c -> c == '"').count() % 2 == 0;
    if (!pairs || text.indexOf('"') < 0) {
      return text.split(",", -1);
    }
    var pieces = new ArrayList<String>();
    boolean quoted = false;
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      quoted ^= text.charAt(at) == '"';
      if (text.charAt(at) == ',' && !quoted) {
        pieces.add(text.substring(from, at));
        from = at + 1;
      }
    }
    pieces.add(text.substring(from));
    return pieces.toArray(String[]::new);
  }

  private static String unquoted(String piece) {
    var item = piece.strip();
    boolean quoted =
        item.length() > 1 && item.charAt(0) == '"' && item.indexOf('"', 1) == item.length() - 1;
    return quoted ? item.substring(1, item.length() - 1).strip() : item;
  }

  /** {@code 1. a} or {@code 1) a}. */
  private static @Nullable String numbered(String line) {
    var text = line.strip();
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    boolean marked =
        end > 0
            && end + 1 < text.length()
            && (text.charAt(end) == '.' || text.charAt(end) == ')')
            && Character.isWhitespace(text.charAt(end + 1));
    return marked ? text.substring(end + 1).strip() : null;
  }

  private static @Nullable String bullet(String line) {
    var text = line.strip();
    boolean marked =
        text.length() > 1
            && (text.charAt(0) == '-' || text.charAt(0) == '*' || text.charAt(0) == '\u2022')
            && (Character.isWhitespace(text.charAt(1)) || text.charAt(0) == '\u2022');
    return marked ? text.substring(1).strip() : null;
  }

  private static @Nullable String afterColon(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? null : line.substring(colon + 1).strip();
  }

  private record Items(Function<String, ArrayNode> reader) implements Answer {
    @Override
    public String kind() {
      return "list";
    }

    @Override
    public Reading read(String text) {
      return new Reading.Value(reader.apply(text));
    }
  }

  /** A JSON list whose every item fits a schema. */
  record Fitting(Schemas.Checked item) implements Answer {
    @Override
    public String kind() {
      return "list";
    }

    @Override
    public ModelCall.Shape shape() {
      return ModelCall.Shape.ITEMS;
    }

    @Override
    public Reading read(String text) {
      if (text.isBlank()) {
        return new Reading.Value(JsonNodeFactory.instance.arrayNode());
      }
      var found = JsonFinder.find(text);
      if (found == null || !found.isArray()) {
        return new Reading.Misfit(
            "A JSON list was wanted, and the answer has "
                + (found == null ? "no JSON" : Path.kind(found))
                + ". Answer with a JSON list alone.");
      }
      for (int i = 0; i < found.size(); i++) {
        var wrong = item.misfits(found.get(i));
        if (wrong != null) {
          return new Reading.Misfit("Item " + i + " of the list does not fit: " + wrong);
        }
      }
      return new Reading.Value(found);
    }
  }
}
