package dev.windlass.engine.chain.maths;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import dev.windlass.engine.chain.text.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;

/** What an operator takes and gives: an integer, a double that is finite, or a truth. */
sealed interface Quantity {
  record Whole(long value) implements Quantity {}

  record Real(double value) implements Quantity {}

  record Truth(boolean value) implements Quantity {}

  /** A double that came of an operation; NaN and infinity are no values. */
  static Quantity real(double value, String of) throws Uncomputable {
    if (Double.isNaN(value)) {
      throw new Uncomputable(of + " is not a number (NaN) for these values");
    }
    if (Double.isInfinite(value)) {
      throw new Uncomputable(of + " overflows: the result is infinite");
    }
    return new Real(value);
  }

  /** Digits as an expression writes them: an integer where there is no point and no exponent. */
  static Quantity literal(String digits) throws Uncomputable {
    boolean whole = digits.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    if (whole) {
      if (digits.length() > 20) {
        throw tooLong(digits.substring(0, 20) + "...");
      }
      return of(new BigInteger(digits));
    }
    return real(Double.parseDouble(digits), "the number " + digits);
  }

  private static Quantity of(BigInteger value) throws Uncomputable {
    if (value.bitLength() >= Long.SIZE) {
      throw tooLong(value.toString());
    }
    return new Whole(value.longValue());
  }

  private static Uncomputable tooLong(String digits) {
    return new Uncomputable(
        "the integer " + digits + " does not fit 64 bits; write it as a double");
  }

  /**
   * A variable's value. A text counts where it is a number and nothing else.
   *
   * @param name for messages
   */
  static Quantity of(JsonNode value, String name) throws Uncomputable {
    if (value.isBoolean()) {
      return new Truth(value.booleanValue());
    }
    if (value.isIntegralNumber()) {
      return value.canConvertToLong() ? new Whole(value.longValue()) : of(value.bigIntegerValue());
    }
    if (value.isNumber()) {
      return real(value.doubleValue(), name);
    }
    if (value.isTextual()) {
      var text = value.textValue().strip();
      BigDecimal number = Numbers.parse(text);
      if (number != null) {
        return literal(text.startsWith("+") ? text.substring(1) : text);
      }
      throw new Uncomputable(name + " is a text that is no number");
    }
    throw new Uncomputable(
        name + " is no number" + (value.isNull() ? " but null" : "; name a part of it"));
  }

  /** As a variable holds it: 14 and 14.0 stay apart. */
  default JsonNode node() {
    return switch (this) {
      case Whole(long value) ->
          value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
      case Real(double value) -> DoubleNode.valueOf(value);
      case Truth(boolean value) -> BooleanNode.valueOf(value);
    };
  }
}
