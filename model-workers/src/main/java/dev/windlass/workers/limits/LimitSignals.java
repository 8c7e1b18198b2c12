package dev.windlass.workers.limits;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what providers say about their limits in headers (names in lower case). Nonsense reads as
 * nothing said, and no time is longer than ten minutes.
 *
 * <p>Sources: OpenAI's guide "Rate limits in headers" (resets are Go durations, until the bucket is
 * full again), Anthropic's "Rate limits" (resets are RFC 3339 times), RFC 9110 section 10.2.3
 * (Retry-After: seconds or an HTTP date); retry-after-ms is read by OpenAI's clients.
 */
public final class LimitSignals {
  /** The longest time that is believed. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  private static final double MOST = 1e12;
  private static final String[] UNITS = {"requests", "tokens", "input-tokens", "output-tokens"};
  private static final LimitKey.Unit[] KINDS = {
    LimitKey.Unit.REQUESTS, LimitKey.Unit.TOKENS, LimitKey.Unit.INPUT, LimitKey.Unit.OUTPUT
  };
  private static final String[][] OPENAI = names("x-ratelimit-", true);
  private static final String[][] ANTHROPIC = names("anthropic-ratelimit-", false);

  private LimitSignals() {}

  /**
   * One bucket as the provider sees it.
   *
   * @param limit what it holds when it is full
   * @param remaining what is left, 0 to limit; negative when it was not said
   * @param resetNanos until it is full again; negative when it was not said
   * @param resolutionNanos how exactly the reset was written
   */
  record Reading(
      LimitKey.Unit unit, double limit, double remaining, long resetNanos, long resolutionNanos) {}

  /** The buckets that these headers describe. */
  static List<Reading> readings(Map<String, String> headers, Instant wallClock) {
    if (headers.isEmpty()) {
      return List.of();
    }
    var readings = new ArrayList<Reading>(2);
    collect(headers, OPENAI, wallClock, readings);
    collect(headers, ANTHROPIC, wallClock, readings);
    return readings;
  }

  /**
   * How long these headers ask us to stay away, at most ten minutes; null when they do not say, or
   * name a time that is over.
   */
  public static @Nullable Duration retryAfter(Map<String, String> headers, Instant wallClock) {
    var millis = headers.get("retry-after-ms");
    if (millis != null) {
      double value = number(millis.strip());
      if (value >= 0) {
        return positive(value * 1e6);
      }
    }
    var after = headers.get("retry-after");
    return after == null ? null : retryAfter(after.strip(), wallClock);
  }

  private static @Nullable Duration retryAfter(String text, Instant wallClock) {
    double seconds = number(text);
    if (seconds >= 0) {
      return positive(seconds * 1e9);
    }
    long nanos = goDuration(text);
    if (nanos >= 0) {
      return positive((double) nanos);
    }
    try {
      var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return positive(Duration.between(wallClock, date).toSeconds() * 1e9);
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Duration positive(double nanos) {
    return nanos <= 0 ? null : Duration.ofNanos((long) Math.min(nanos, (double) LONGEST.toNanos()));
  }

  private static void collect(
      Map<String, String> headers, String[][] names, Instant wallClock, List<Reading> into) {
    for (int i = 0; i < UNITS.length; i++) {
      var limitText = headers.get(names[i][0]);
      if (limitText != null) {
        double limit = number(limitText.strip());
        if (limit >= 1 && limit <= MOST) {
          double remaining = number(headers.getOrDefault(names[i][1], "").strip());
          if (remaining > limit) {
            remaining = limit;
          }
          var reset = headers.getOrDefault(names[i][2], "").strip();
          long nanos = reset(reset, wallClock);
          long exact = reset.contains("ms") || reset.contains(".") ? 1_000_000L : 1_000_000_000L;
          into.add(new Reading(KINDS[i], limit, remaining, nanos, exact));
        }
      }
    }
  }

  private static long reset(String text, Instant wallClock) {
    if (text.isEmpty()) {
      return -1;
    }
    long nanos = goDuration(text);
    if (nanos < 0 && text.length() >= 20 && text.charAt(4) == '-') {
      try {
        nanos = Math.max(0, Duration.between(wallClock, Instant.parse(text)).toNanos());
      } catch (DateTimeException | ArithmeticException e) {
        return -1;
      }
    }
    return nanos;
  }

  /** A number of at most 15 characters without a sign; -1 for anything else. */
  static double number(String text) {
    if (text.isEmpty() || text.length() > 15) {
      return -1;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return -1;
      }
    }
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Nanoseconds of a Go duration such as {@code 1m26.4s} or {@code 120ms}; -1 for no duration. */
  static long goDuration(String text) {
    double sum = 0;
    int i = 0;
    if (text.isEmpty() || text.length() > 40) {
      return -1;
    }
    while (i < text.length()) {
      int digits = i;
      while (i < text.length() && (Character.isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
        i++;
      }
      double value = number(text.substring(digits, i));
      int letters = i;
      while (i < text.length() && Character.isLetter(text.charAt(i))) {
        i++;
      }
      double unit =
          switch (text.substring(letters, i)) {
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            case "d" -> 86_400e9;
            default -> -1;
          };
      if (value < 0 || unit < 0) {
        return -1;
      }
      sum += value * unit;
    }
    return (long) Math.min(sum, Long.MAX_VALUE / 4.0);
  }

  private static String[][] names(String prefix, boolean unitLast) {
    var names = new String[UNITS.length][3];
    var parts = new String[] {"limit", "remaining", "reset"};
    for (int i = 0; i < UNITS.length; i++) {
      for (int j = 0; j < 3; j++) {
        names[i][j] = prefix + (unitLast ? parts[j] + "-" + UNITS[i] : UNITS[i] + "-" + parts[j]);
      }
    }
    return names;
  }
}
