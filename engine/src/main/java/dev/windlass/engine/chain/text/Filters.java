package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * All filters by name. Texts are taken as they print, so that {@code {n|upper}} works on a number
 * too; positions and lengths of texts count code points, as Python does.
 */
public final class Filters {
  /** Fewest and most arguments. */
  private record Arity(int least, int most) {}

  private static final Arity NONE = new Arity(0, 0);
  private static final Arity ONE = new Arity(1, 1);

  private static final Map<String, Arity> ALL =
      Map.ofEntries(
          Map.entry("trim", NONE),
          Map.entry("upper", NONE),
          Map.entry("lower", NONE),
          Map.entry("capitalize", NONE),
          Map.entry("int", NONE),
          Map.entry("number", NONE),
          Map.entry("json", NONE),
          Map.entry("lines", NONE),
          Map.entry("list", NONE),
          Map.entry("first", NONE),
          Map.entry("last", NONE),
          Map.entry("length", NONE),
          Map.entry("slice", new Arity(1, 2)),
          Map.entry("split", ONE),
          Map.entry("join", ONE),
          Map.entry("before", ONE),
          Map.entry("after", ONE),
          Map.entry("default", ONE),
          Map.entry("max_by", ONE),
          Map.entry("min_by", ONE),
          Map.entry("sort_by", ONE));

  private Filters() {}

  /** The filter of a name, or an {@link IllegalArgumentException} that says what is wrong. */
  public static Filter of(String name, List<JsonNode> arguments) {
    var arity = ALL.get(name);
    if (arity == null) {
      throw new IllegalArgumentException(
          "there is no filter "
              + name
              + Similar.hint(name, ALL.keySet())
              + "; known are "
              + String.join(", ", ALL.keySet().stream().sorted().toList()));
    }
    if (arguments.size() < arity.least() || arguments.size() > arity.most()) {
      throw new IllegalArgumentException(
          "the filter "
              + name
              + (arity.most() == 0
                  ? " takes nothing in brackets"
                  : " takes " + (arity.most() == 1 ? "one argument" : "one or two arguments")));
    }
    if (name.equals("default")) {
      var otherwise = arguments.getFirst();
      return new Filter(name, true, value -> value.isNull() ? otherwise : value);
    }
    return new Filter(name, false, turn(name, arguments));
  }

  private static Filter.Turn turn(String name, List<JsonNode> arguments) {
    return switch (name) {
      case "trim" -> text(String::strip);
      case "upper" -> text(value -> value.toUpperCase(Locale.ROOT));
      case "lower" -> text(value -> value.toLowerCase(Locale.ROOT));
      case "capitalize" -> text(Filters::capitalize);
      case "int" -> value -> Numbers.node(number(name, value).toBigInteger());
      case "number" -> Filters::number;
      case "json" -> value -> TextNode.valueOf(Printer.json(value));
      case "length" -> Filters::length;
      case "before" -> {
        var mark = mark(name, arguments.getFirst());
        yield text(value -> {
          int at = value.indexOf(mark);
          return at < 0 ? value : value.substring(0, at);
        });
      }
      case "after" -> {
        var mark = mark(name, arguments.getFirst());
        yield text(value -> {
          int at = value.indexOf(mark);
          return at < 0 ? value : value.substring(at + mark.length());
        });
      }
      case "slice" ->
          ListFilters.slice(
              whole(arguments.getFirst()), arguments.size() == 1 ? null : whole(arguments.get(1)));
      case "split" -> ListFilters.split(mark(name, arguments.getFirst()));
      case "join" -> ListFilters.join(Printer.print(arguments.getFirst()));
      case "max_by", "min_by", "sort_by" -> ListFilters.by(name, mark(name, arguments.getFirst()));
      default -> ListFilters.of(name);
    };
  }

  private static Filter.Turn text(UnaryOperator<String> turn) {
    return value -> TextNode.valueOf(turn.apply(Printer.print(value)));
  }

  /** Python's: the first letter in title case, the rest in lower case. */
  private static String capitalize(String value) {
    if (value.isEmpty()) {
      return value;
    }
    int first = value.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + value.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
  }

  private static JsonNode number(JsonNode value) {
    if (value.isNumber()) {
      return value;
    }
    var text = Printer.print(value).strip();
    boolean integer = text.chars().allMatch(c -> c == '-' || c == '+' || (c >= '0' && c <= '9'));
    return Numbers.node(number("number", value), integer);
  }

  private static BigDecimal number(String filter, JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue();
    }
    var number = value.isTextual() ? Numbers.parse(value.textValue()) : null;
    if (number == null) {
      throw new IllegalArgumentException("the filter " + filter + " wants a number");
    }
    return number;
  }

  private static JsonNode length(JsonNode value) {
    if (value.isContainerNode()) {
      return IntNode.valueOf(value.size());
    }
    var text = Printer.print(value);
    return IntNode.valueOf(text.codePointCount(0, text.length()));
  }

  private static String mark(String filter, JsonNode argument) {
    var mark = Printer.print(argument);
    if (mark.isEmpty()) {
      throw new IllegalArgumentException(
          "the filter " + filter + " wants a text that is not empty");
    }
    return mark;
  }

  private static int whole(JsonNode argument) {
    var number = number("slice", argument);
    try {
      return number.intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the filter slice wants whole numbers", e);
    }
  }
}
