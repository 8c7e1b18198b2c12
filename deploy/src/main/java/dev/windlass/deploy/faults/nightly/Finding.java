package dev.windlass.deploy.faults.nightly;

import java.util.Locale;

/**
 * A figure of a run, and whether the promise was kept.
 *
 * @param bound in words; empty where the figure is only told
 */
record Finding(String what, String value, String bound, boolean kept) {
  static Finding told(String what, String value) {
    return new Finding(what, value, "", true);
  }

  static Finding told(String what, double value, String format) {
    return told(what, text(value, format));
  }

  static Finding atMost(String what, double value, double bound, String format) {
    return new Finding(what, text(value, format), "<= " + text(bound, format), value <= bound);
  }

  static Finding atLeast(String what, double value, double bound, String format) {
    return new Finding(what, text(value, format), ">= " + text(bound, format), value >= bound);
  }

  static Finding none(String what, long value) {
    return new Finding(what, "" + value, "0", value == 0);
  }

  static Finding is(String what, Object value, Object bound) {
    return new Finding(what, "" + value, "" + bound, value.equals(bound));
  }

  private static String text(double value, String format) {
    return Double.isInfinite(value) ? "never" : String.format(Locale.ROOT, format, value);
  }
}
