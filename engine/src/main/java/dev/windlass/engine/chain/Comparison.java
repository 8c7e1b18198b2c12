package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.text.Numbers;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How two values compare. Numbers by size, texts by their characters; a text beside a number is
 * read as one, or the comparison fails. null equals null alone.
 */
enum Comparison {
  EQUAL("=="),
  UNEQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  MORE(">"),
  AT_LEAST(">="),
  IN("in"),
  NOT_IN("not in");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  boolean holds(JsonNode left, JsonNode right) throws RunFault {
    return switch (this) {
      case EQUAL -> equal(left, right);
      case UNEQUAL -> !equal(left, right);
      case LESS -> order(left, right) < 0;
      case AT_MOST -> order(left, right) <= 0;
      case MORE -> order(left, right) > 0;
      case AT_LEAST -> order(left, right) >= 0;
      case IN -> within(left, right);
      case NOT_IN -> !within(left, right);
    };
  }

  private boolean equal(JsonNode left, JsonNode right) throws RunFault {
    if (left.isNull() || right.isNull()) {
      return left.isNull() && right.isNull();
    }
    if ((left.isNumber() && right.isTextual()) || (left.isTextual() && right.isNumber())) {
      return number(left).compareTo(number(right)) == 0;
    }
    if (left.getNodeType() != right.getNodeType()) {
      throw incomparable(left, right);
    }
    return same(left, right);
  }

  private int order(JsonNode left, JsonNode right) throws RunFault {
    if (left.isTextual() && right.isTextual()) {
      return compareCodePoints(left.textValue(), right.textValue());
    }
    if ((left.isNumber() || left.isTextual()) && (right.isNumber() || right.isTextual())) {
      return number(left).compareTo(number(right));
    }
    throw incomparable(left, right);
  }

  private boolean within(JsonNode what, JsonNode where) throws RunFault {
    if (where.isArray()) {
      for (var item : where) {
        if (alike(what, item)) {
          return true;
        }
      }
      return false;
    }
    if (where.isTextual() && what.isTextual()) {
      return where.textValue().contains(what.textValue());
    }
    if (where.isObject() && what.isTextual()) {
      return where.has(what.textValue());
    }
    throw incomparable(what, where);
  }

  /** As {@link #equal}, for items of a list: what cannot be compared is not alike. */
  private static boolean alike(JsonNode left, JsonNode right) {
    if ((left.isNumber() && right.isTextual()) || (left.isTextual() && right.isNumber())) {
      var a = maybeNumber(left);
      var b = maybeNumber(right);
      return a != null && b != null && a.compareTo(b) == 0;
    }
    return same(left, right);
  }

  /** Deep equality in which 3 and 3.0 are the same number. */
  private static boolean same(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue()) == 0;
    }
    if (left.getNodeType() != right.getNodeType() || left.size() != right.size()) {
      return false;
    }
    if (left.isArray()) {
      for (int i = 0; i < left.size(); i++) {
        if (!same(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (left.isObject()) {
      for (var entry : left.properties()) {
        var other = right.get(entry.getKey());
        if (other == null || !same(entry.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }

  private BigDecimal number(JsonNode value) throws RunFault {
    var number = maybeNumber(value);
    if (number == null) {
      throw CompiledCondition.fault(
          "'" + sign + "' compares a number with a text that is no number");
    }
    return number;
  }

  private static @Nullable BigDecimal maybeNumber(JsonNode value) {
    return value.isNumber() ? value.decimalValue() : Numbers.parse(value.textValue());
  }

  private RunFault incomparable(JsonNode left, JsonNode right) {
    return CompiledCondition.fault(
        "'" + sign + "' cannot compare " + Path.kind(left) + " with " + Path.kind(right));
  }

  private static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
        return pairs ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
