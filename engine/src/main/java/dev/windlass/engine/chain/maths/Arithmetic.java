package dev.windlass.engine.chain.maths;

import dev.windlass.engine.chain.maths.Quantity.Real;
import dev.windlass.engine.chain.maths.Quantity.Truth;
import dev.windlass.engine.chain.maths.Quantity.Whole;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The operators. Two integers give an integer under {@code + - * %} and under {@code **} with an
 * exponent that is not negative; everything else gives a double. What does not fit 64 bits, a
 * division by zero, NaN and infinity are failures. {@code %} has the sign of its right side, as
 * Python's, which is also what numexpr gives where both sides are constants.
 */
final class Arithmetic {
  private Arithmetic() {}

  static Quantity negate(Quantity of) throws Uncomputable {
    return switch (of) {
      case Whole(long value) -> {
        if (value == Long.MIN_VALUE) {
          throw overflow("-");
        }
        yield new Whole(-value);
      }
      case Real(double value) -> new Real(-value);
      case Truth truth -> throw notNumbers("-");
    };
  }

  static Quantity apply(String sign, Quantity left, Quantity right) throws Uncomputable {
    return switch (sign) {
      case "&", "|" -> logical(sign, left, right);
      case "==" -> new Truth(equal(left, right));
      case "!=" -> new Truth(!equal(left, right));
      case "<" -> new Truth(order(sign, left, right) < 0);
      case "<=" -> new Truth(order(sign, left, right) <= 0);
      case ">" -> new Truth(order(sign, left, right) > 0);
      case ">=" -> new Truth(order(sign, left, right) >= 0);
      default ->
          left instanceof Whole(long a) && right instanceof Whole(long b)
              ? whole(sign, a, b)
              : real(sign, number(sign, left), number(sign, right));
    };
  }

  private static Quantity whole(String sign, long a, long b) throws Uncomputable {
    try {
      return switch (sign) {
        case "+" -> new Whole(Math.addExact(a, b));
        case "-" -> new Whole(Math.subtractExact(a, b));
        case "*" -> new Whole(Math.multiplyExact(a, b));
        case "/" -> quotient(a, b);
        case "%" -> {
          if (b == 0) {
            throw byZero(sign);
          }
          yield new Whole(Math.floorMod(a, b));
        }
        case "**" -> b < 0 ? real(sign, (double) a, (double) b) : new Whole(power(a, b));
        case "<<" -> new Whole(shifted(a, b));
        case ">>" -> new Whole(a >> distance(b));
        default -> throw new IllegalStateException("no operator " + sign);
      };
    } catch (ArithmeticException e) {
      throw overflow(sign);
    }
  }

  /** The double nearest to the quotient, also of integers that no double holds. */
  private static Quantity quotient(long a, long b) throws Uncomputable {
    if (b == 0) {
      throw byZero("/");
    }
    boolean exact = Math.abs(a) <= 1L << 53 && Math.abs(b) <= 1L << 53;
    if (exact && a != Long.MIN_VALUE && b != Long.MIN_VALUE) {
      return new Real((double) a / b);
    }
    return new Real(
        BigDecimal.valueOf(a).divide(BigDecimal.valueOf(b), new MathContext(60)).doubleValue());
  }

  /** By squaring: at most 63 rounds, and it stops at the first product that does not fit. */
  private static long power(long base, long exponent) {
    if (base == 0 || base == 1) {
      return exponent == 0 ? 1 : base;
    }
    if (base == -1) {
      return exponent % 2 == 0 ? 1 : -1;
    }
    if (exponent >= Long.SIZE) {
      throw new ArithmeticException("overflow");
    }
    long result = 1;
    long square = base;
    for (long left = exponent; ; ) {
      if (left % 2 == 1) {
        result = Math.multiplyExact(result, square);
      }
      left /= 2;
      if (left == 0) {
        return result;
      }
      square = Math.multiplyExact(square, square);
    }
  }

  private static long shifted(long a, long by) throws Uncomputable {
    long result = a << distance(by);
    if (result >> distance(by) != a) {
      throw overflow("<<");
    }
    return result;
  }

  private static int distance(long by) throws Uncomputable {
    if (by < 0 || by >= Long.SIZE) {
      throw new Uncomputable("a shift goes from 0 to 63 places");
    }
    return (int) by;
  }

  private static Quantity real(String sign, double a, double b) throws Uncomputable {
    return switch (sign) {
      case "+" -> Quantity.real(a + b, "a sum");
      case "-" -> Quantity.real(a - b, "a difference");
      case "*" -> Quantity.real(a * b, "a product");
      case "/" -> {
        if (b == 0) {
          throw byZero(sign);
        }
        yield Quantity.real(a / b, "a quotient");
      }
      case "%" -> {
        if (b == 0) {
          throw byZero(sign);
        }
        yield new Real(floorMod(a, b));
      }
      case "**" -> {
        if (a == 0 && b < 0) {
          throw new Uncomputable("zero has no negative power");
        }
        yield Quantity.real(Math.pow(a, b), "a power");
      }
      case "<<", ">>" -> throw new Uncomputable("only integers can be shifted");
      default -> throw new IllegalStateException("no operator " + sign);
    };
  }

  private static double floorMod(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0, b);
    }
    return (rest < 0) == (b < 0) ? rest : rest + b;
  }

  private static Quantity logical(String sign, Quantity left, Quantity right) throws Uncomputable {
    if (left instanceof Truth(boolean a) && right instanceof Truth(boolean b)) {
      return new Truth(sign.equals("&") ? a && b : a || b);
    }
    throw new Uncomputable(
        "'" + sign + "' joins comparisons; put each in parentheses: (a > 1) " + sign + " (b > 1)");
  }

  static Quantity not(Quantity of) throws Uncomputable {
    if (of instanceof Truth(boolean value)) {
      return new Truth(!value);
    }
    throw new Uncomputable("'~' negates a comparison: ~(a > 1)");
  }

  private static boolean equal(Quantity left, Quantity right) throws Uncomputable {
    if (left instanceof Truth(boolean a) && right instanceof Truth(boolean b)) {
      return a == b;
    }
    return order("==", left, right) == 0;
  }

  private static int order(String sign, Quantity left, Quantity right) throws Uncomputable {
    if (left instanceof Whole(long a) && right instanceof Whole(long b)) {
      return Long.compare(a, b);
    }
    double a = number(sign, left);
    double b = number(sign, right);
    return a < b ? -1 : a == b ? 0 : 1;
  }

  static double number(String what, Quantity of) throws Uncomputable {
    return switch (of) {
      case Whole(long value) -> value;
      case Real(double value) -> value;
      case Truth truth -> throw notNumbers(what);
    };
  }

  private static Uncomputable notNumbers(String what) {
    return new Uncomputable("'" + what + "' is for numbers, and here is a comparison");
  }

  private static Uncomputable byZero(String sign) {
    return new Uncomputable("'" + sign + "' by zero");
  }

  private static Uncomputable overflow(String sign) {
    return new Uncomputable(
        "'" + sign + "' overflows: the result does not fit an integer of 64 bits");
  }
}
