package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the colon of {@code {x:,.2f}}: Python's format specification for texts and
 * numbers (Python library reference, "Format Specification Mini-Language"). Booleans, lists and
 * objects are formatted as the text they print as.
 *
 * @param fill code point that pads
 * @param align one of {@code < > ^ =}, or 0 for the kind's own
 * @param sign one of {@code + -} or a blank
 * @param width at least so many code points
 * @param grouping {@code ,} or {@code _} between groups of digits, or 0
 * @param precision -1 for none
 * @param type one of {@code s d b o x X e E f F g G %}, or 0 for the value's own
 */
public record FormatSpec(
    int fill,
    char align,
    char sign,
    boolean prefixed,
    int width,
    char grouping,
    int precision,
    char type) {
  static final int MAX_WIDTH = 10_000;
  static final int MAX_PRECISION = 100;
  private static final String TYPES = "sdboxXeEfFgG%";

  /** The spec, or an {@link IllegalArgumentException} that says what is wrong with it. */
  public static FormatSpec parse(String spec) {
    return new Parser(spec).parse();
  }

  /** The value as this spec wants it; an {@link IllegalArgumentException} where it does not fit. */
  public String format(JsonNode value) {
    return value.isNumber() ? NumberFormat.format(this, value) : text(Printer.print(value));
  }

  private String text(String value) {
    if (type != 0 && type != 's') {
      throw new IllegalArgumentException("the format '" + type + "' wants a number, not a text");
    }
    if ((align == '=' && fill != '0') || sign != '-' || grouping != 0 || prefixed) {
      throw new IllegalArgumentException("signs, '=' and ',' in a format are for numbers");
    }
    int length = value.codePointCount(0, value.length());
    var shown =
        precision >= 0 && precision < length
            ? value.substring(0, value.offsetByCodePoints(0, precision))
            : value;
    return padded(shown, align == 0 || align == '=' ? '<' : align);
  }

  String padded(String shown, char where) {
    int missing = width - shown.codePointCount(0, shown.length());
    if (missing <= 0) {
      return shown;
    }
    int before =
        switch (where) {
          case '<' -> 0;
          case '^' -> missing / 2;
          default -> missing;
        };
    var pad = Character.toString(fill);
    return pad.repeat(before) + shown + pad.repeat(missing - before);
  }

  private static final class Parser {
    private final String spec;
    private int at;

    Parser(String spec) {
      this.spec = spec;
    }

    FormatSpec parse() {
      int fill = ' ';
      char align = 0;
      int second = spec.isEmpty() ? 0 : spec.offsetByCodePoints(0, 1);
      if (second > 0 && second < spec.length() && isAlign(spec.charAt(second))) {
        fill = spec.codePointAt(0);
        align = spec.charAt(second);
        at = second + 1;
      } else if (at < spec.length() && isAlign(spec.charAt(at))) {
        align = spec.charAt(at++);
      }
      var sign = oneOf("+- ");
      boolean prefixed = oneOf("#") != null;
      if (oneOf("0") != null && align == 0) {
        fill = '0';
        align = '=';
      }
      int width = number("width", MAX_WIDTH);
      var grouping = oneOf(",_");
      int precision = -1;
      if (oneOf(".") != null) {
        precision = number("precision", MAX_PRECISION);
        if (precision < 0) {
          throw new IllegalArgumentException("a format's precision is missing after '.'");
        }
      }
      var type = oneOf(TYPES);
      if (at < spec.length()) {
        throw new IllegalArgumentException(
            "'" + spec + "' is no format spec; known are such as .2f 05d , >10 with " + TYPES);
      }
      var parsed =
          new FormatSpec(
              fill,
              align,
              sign == null ? '-' : sign,
              prefixed,
              Math.max(0, width),
              grouping == null ? 0 : grouping,
              precision,
              type == null ? 0 : type);
      parsed.refuseWhatNeverFits();
      return parsed;
    }

    private static boolean isAlign(char c) {
      return c == '<' || c == '>' || c == '^' || c == '=';
    }

    private @Nullable Character oneOf(String allowed) {
      return at < spec.length() && allowed.indexOf(spec.charAt(at)) >= 0 ? spec.charAt(at++) : null;
    }

    /** The digits here, or -1 where there are none. */
    private int number(String what, int max) {
      int start = at;
      long value = 0;
      while (at < spec.length() && spec.charAt(at) >= '0' && spec.charAt(at) <= '9') {
        value = value * 10 + (spec.charAt(at++) - '0');
        if (value > max) {
          throw new IllegalArgumentException("a format's " + what + " is at most " + max);
        }
      }
      return at == start ? -1 : (int) value;
    }
  }

  private void refuseWhatNeverFits() {
    if ("dboxX".indexOf(type) >= 0 && precision >= 0 && type != 0) {
      throw new IllegalArgumentException("a format with '" + type + "' takes no precision");
    }
    if (prefixed && (type == 0 || "boxX".indexOf(type) < 0)) {
      throw new IllegalArgumentException("'#' in a format goes with b, o, x or X");
    }
    if (grouping == ',' && type != 0 && "boxX".indexOf(type) >= 0) {
      throw new IllegalArgumentException("',' in a format does not go with '" + type + "'");
    }
    if (type == 's' && (grouping != 0 || sign != '-')) {
      throw new IllegalArgumentException("signs and ',' in a format do not go with 's'");
    }
  }
}
