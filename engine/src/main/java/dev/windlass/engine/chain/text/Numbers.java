package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as Python prints them: integers in full, others as the shortest digits of their double,
 * with an exponent below 1e-04 and from 1e+16 on.
 */
public final class Numbers {
  /** Longest number that is read from a text, in characters. */
  public static final int MAX_CHARS = 100;

  /** Largest power of ten, either way, that is read: beyond a double, and cheap to compute with. */
  public static final int MAX_EXPONENT = 1_000;

  private Numbers() {}

  public static String print(JsonNode number) {
    if (number.isIntegralNumber()) {
      return number.asText();
    }
    double value = number.doubleValue();
    return Double.isFinite(value) ? print(value) : number.asText();
  }

  /** Python's {@code repr} of a finite double. */
  public static String print(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    var shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    var digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    var out = new StringBuilder(24);
    if (value < 0) {
      out.append('-');
    }
    if (point <= -4 || point > 16) {
      scientific(digits, point - 1, 'e', out);
    } else {
      plain(digits, point, out);
    }
    return out.toString();
  }

  /** {@code d.ddde+XX}, with as many digits as given. */
  static void scientific(String digits, int exponent, char letter, StringBuilder out) {
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append(letter).append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    if (size < 10) {
      out.append('0');
    }
    out.append(size);
  }

  private static void plain(String digits, int point, StringBuilder out) {
    if (point <= 0) {
      out.append("0.").repeat('0', -point).append(digits);
    } else if (digits.length() <= point) {
      out.append(digits).repeat('0', point - digits.length()).append(".0");
    } else {
      out.append(digits, 0, point).append('.').append(digits, point, digits.length());
    }
  }

  /**
   * A number as JSON writes it, blanks around it and a leading plus or zeros allowed; null where
   * the text is no number, or one beyond the bounds above.
   */
  public static @Nullable BigDecimal parse(String text) {
    var number = text.strip();
    if (number.isEmpty() || number.length() > MAX_CHARS || !isNumber(number)) {
      return null;
    }
    try {
      var value = new BigDecimal(number);
      return withinBounds(value) ? value : null;
    } catch (NumberFormatException e) {
      return null; // an exponent that does not fit
    }
  }

  /** Whether computing with it costs no more than its digits suggest. */
  public static boolean withinBounds(BigDecimal value) {
    return Math.abs((long) value.precision() - value.scale()) <= MAX_EXPONENT
        && Math.abs((long) value.scale()) <= MAX_EXPONENT;
  }

  /** As JSON holds it: an integer where it was written as one. */
  public static JsonNode node(BigDecimal value, boolean integer) {
    return integer ? node(value.toBigInteger()) : DecimalNode.valueOf(value);
  }

  public static JsonNode node(BigInteger value) {
    int bits = value.bitLength();
    if (bits < Integer.SIZE) {
      return IntNode.valueOf(value.intValue());
    }
    return bits < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
  }

  private static boolean isNumber(String text) {
    int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int whole = digits(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
      if (end == whole + 1) {
        return false;
      }
    }
    if (whole == at) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int from = end + 1;
      if (from < text.length() && (text.charAt(from) == '-' || text.charAt(from) == '+')) {
        from++;
      }
      end = digits(text, from);
      if (end == from) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
