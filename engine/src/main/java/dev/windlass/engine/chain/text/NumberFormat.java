package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers by a {@link FormatSpec}, digit for digit as Python has them (doubles, half to even). */
final class NumberFormat {
  private NumberFormat() {}

  static String format(FormatSpec spec, JsonNode value) {
    if (spec.type() == 's') {
      throw new IllegalArgumentException("the format 's' wants a text, not a number");
    }
    boolean integer = value.isIntegralNumber();
    if (integer && (spec.type() == 0 || "dboxX".indexOf(spec.type()) >= 0)) {
      return integer(spec, value.bigIntegerValue());
    }
    if (spec.type() != 0 && "dboxX".indexOf(spec.type()) >= 0) {
      throw new IllegalArgumentException(
          "the format '" + spec.type() + "' wants an integer, not " + Numbers.print(value));
    }
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("the number is too large for a format");
    }
    return real(spec, number);
  }

  private static String integer(FormatSpec spec, BigInteger value) {
    if (spec.precision() >= 0) {
      throw new IllegalArgumentException("an integer takes no precision; write .2f for decimals");
    }
    int radix =
        switch (spec.type()) {
          case 'b' -> 2;
          case 'o' -> 8;
          case 'x', 'X' -> 16;
          default -> 10;
        };
    var digits = value.abs().toString(radix);
    var prefix = spec.prefixed() ? "0" + spec.type() : "";
    return assembled(
        spec,
        sign(spec, value.signum() < 0) + prefix,
        spec.type() == 'X' ? digits.toUpperCase(Locale.ROOT) : digits,
        "",
        radix == 10 ? 3 : 4);
  }

  private static String real(FormatSpec spec, double number) {
    boolean negative = number < 0 || (number == 0 && 1 / number < 0);
    double size = Math.abs(number);
    var digits =
        switch (spec.type()) {
          case 'f', 'F' -> fixed(size, precision(spec));
          case '%' -> fixed(size * 100, precision(spec)) + "%";
          case 'e', 'E' -> scientific(size, precision(spec));
          case 'g', 'G' -> general(size, Math.max(1, precision(spec)), false);
          default ->
              spec.precision() < 0
                  ? Numbers.print(size)
                  : general(size, Math.max(1, spec.precision()), true);
        };
    if (Character.isUpperCase(spec.type())) {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    int whole = 0;
    while (whole < digits.length() && Character.isDigit(digits.charAt(whole))) {
      whole++;
    }
    return assembled(
        spec, sign(spec, negative), digits.substring(0, whole), digits.substring(whole), 3);
  }

  private static int precision(FormatSpec spec) {
    return spec.precision() < 0 ? 6 : spec.precision();
  }

  private static String fixed(double size, int decimals) {
    if (!Double.isFinite(size)) {
      throw new IllegalArgumentException("the number is too large for a format");
    }
    return new BigDecimal(size).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String scientific(double size, int decimals) {
    var out = new StringBuilder();
    if (size == 0) {
      Numbers.scientific("0".repeat(decimals + 1), 0, 'e', out);
      return out.toString();
    }
    var rounded = rounded(size, decimals + 1);
    var digits = rounded.unscaledValue().toString();
    int exponent = digits.length() - rounded.scale() - 1;
    digits = (digits + "0".repeat(decimals + 1)).substring(0, decimals + 1);
    Numbers.scientific(digits, exponent, 'e', out);
    return out.toString();
  }

  /**
   * Python's {@code g}.
   *
   * @param withPoint keeps one digit behind the point, as Python does for a precision without type
   */
  private static String general(double size, int significant, boolean withPoint) {
    if (size == 0) {
      return withPoint ? "0.0" : "0";
    }
    var rounded = rounded(size, significant).stripTrailingZeros();
    var digits = rounded.unscaledValue().toString();
    int exponent = digits.length() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= significant - (withPoint ? 1 : 0)) {
      var out = new StringBuilder();
      Numbers.scientific(digits, exponent, 'e', out);
      return out.toString();
    }
    var plain = rounded.toPlainString();
    return withPoint && plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private static BigDecimal rounded(double size, int significant) {
    return new BigDecimal(size).round(new MathContext(significant, RoundingMode.HALF_EVEN));
  }

  private static String sign(FormatSpec spec, boolean negative) {
    return negative ? "-" : spec.sign() == '-' ? "" : String.valueOf(spec.sign());
  }

  private static String assembled(
      FormatSpec spec, String sign, String whole, String rest, int group) {
    if (spec.align() != '=') {
      return spec.padded(
          sign + grouped(spec, whole, group) + rest, spec.align() == 0 ? '>' : spec.align());
    }
    if (spec.fill() == '0' && spec.grouping() != 0) {
      var digits = whole;
      while (sign.length() + grouped(spec, digits, group).length() + rest.length() < spec.width()) {
        digits = "0" + digits;
      }
      return sign + grouped(spec, digits, group) + rest;
    }
    var shown = grouped(spec, whole, group) + rest;
    int missing = Math.max(0, spec.width() - sign.length() - shown.length());
    return sign + Character.toString(spec.fill()).repeat(missing) + shown;
  }

  private static String grouped(FormatSpec spec, String digits, int group) {
    if (spec.grouping() == 0 || digits.length() <= group) {
      return digits;
    }
    var out = new StringBuilder(digits.length() * 4 / 3);
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % group == 0) {
        out.append(spec.grouping());
      }
      out.append(digits.charAt(i));
    }
    return out.toString();
  }
}
