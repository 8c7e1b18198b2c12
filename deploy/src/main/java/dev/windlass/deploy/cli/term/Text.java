package dev.windlass.deploy.cli.term;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Numbers, durations and foreign text as a person reads them. */
public final class Text {
  private Text() {}

  /**
   * Shows control characters instead of sending them to a terminal, where they could move the
   * cursor, change colours or retitle the window. Tab and line feed pass.
   */
  public static String visible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (harmful(text.charAt(i))) {
        return escaped(text, i);
      }
    }
    return text;
  }

  private static boolean harmful(char c) {
    return (c < 0x20 && c != '\n' && c != '\t')
        || (c >= 0x7f && c <= 0x9f)
        || (c >= 0x202a && c <= 0x202e) // turns the direction of what follows
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static String escaped(String text, int from) {
    var shown = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!harmful(c)) {
        shown.append(c);
      } else if (c < 0x100) {
        shown.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return shown.toString();
  }

  /** 1,234,567. */
  public static String count(long number) {
    var digits = Long.toString(Math.abs(number));
    var grouped = new StringBuilder(number < 0 ? "-" : "");
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0) {
        grouped.append(',');
      }
      grouped.append(digits.charAt(i));
    }
    return grouped.toString();
  }

  /** One digit behind the point below ten, none from there on. */
  public static String rate(double perSecond) {
    return perSecond < 10
        ? Long.toString(Math.round(perSecond * 10) / 10)
            + (Math.round(perSecond * 10) % 10 == 0 ? "" : "." + Math.round(perSecond * 10) % 10)
        : count(Math.round(perSecond));
  }

  /** 850 ms, 12.4 s, 3 m 20 s, 1 h 40 m, 2 d 3 h. */
  public static String duration(Duration length) {
    long ms = Math.max(0, length.toMillis());
    long s = ms / 1000;
    if (ms < 1000) {
      return ms + " ms";
    }
    if (s < 60) {
      return s + "." + ms % 1000 / 100 + " s";
    }
    if (s < 3600) {
      return s / 60 + " m " + s % 60 + " s";
    }
    if (s < 86_400) {
      return s / 3600 + " h " + s % 3600 / 60 + " m";
    }
    return s / 86_400 + " d " + s % 86_400 / 3600 + " h";
  }

  /** As {@link #duration}, without parts that change at every look: 12 s, 3 m, 1 h 40 m, 2 d 3 h. */
  public static String roughly(Duration length) {
    long s = Math.max(0, length.toSeconds());
    if (s < 60) {
      return s + " s";
    }
    return s < 3600 ? s / 60 + " m" : duration(Duration.ofSeconds(s));
  }

  /** 9,962, and 2.4 M from a million on. */
  public static String amount(double number) {
    if (Math.abs(number) < 1e6) {
      return number != Math.rint(number) && Math.abs(number) < 10
          ? rate(number)
          : count(Math.round(number));
    }
    boolean billions = Math.abs(number) >= 1e9;
    long tenths = Math.round(number / (billions ? 1e8 : 1e5));
    return count(tenths / 10) + "." + Math.abs(tenths % 10) + (billions ? " G" : " M");
  }

  /** The first line, cut to so many characters. */
  public static String brief(String text, int most) {
    int end = text.indexOf('\n');
    var line = end < 0 ? text : text.substring(0, end) + " …";
    return line.length() <= most ? line : line.substring(0, Math.max(0, most - 1)) + "…";
  }

  /** The word that was probably meant: at most two letters away, and less than half of it. */
  public static Optional<String> nearest(String word, Collection<String> words) {
    String best = null;
    int least = Math.min(2, Math.max(1, word.length() / 2)) + 1;
    for (var each : words) {
      int steps =
          each.startsWith(word) && word.length() > 2
              ? 1
              : distance(word, each.toLowerCase(Locale.ROOT));
      if (steps < least) {
        least = steps;
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Letters to change, add, drop or swap with their neighbour (optimal string alignment). */
  public static int distance(String a, String b) {
    var d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
