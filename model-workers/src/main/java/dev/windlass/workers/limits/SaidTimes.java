package dev.windlass.workers.limits;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Numbers and times as providers write them in headers. Whatever else reads as -1 or null. */
final class SaidTimes {
  /** A bucket of a day is full again in a day at the latest; what is beyond is nonsense. */
  private static final double LONGEST_RESET = 25 * 3600e9;

  /** From these on a plain number is no length of time but a time of day since 1970. */
  private static final double EPOCH_SECONDS = 1e9;

  private static final double EPOCH_MILLIS = 1e12;
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private SaidTimes() {}

  /** A number of at most 18 characters without a sign; -1 for anything else. */
  static double number(String text) {
    int length = text.length();
    if (length == 0 || length > 18) {
      return -1;
    }
    double value = 0;
    double scale = 0;
    int digits = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        value = value * 10 + (c - '0');
        scale *= 10;
        digits++;
      } else if (c == '.' && scale == 0) {
        scale = 1;
      } else {
        return -1;
      }
    }
    return digits == 0 ? -1 : scale > 1 ? value / scale : value;
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
      while (i < text.length() && (isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
        i++;
      }
      double value = number(text.substring(digits, i));
      int letters = i;
      while (i < text.length() && Character.isLetter(text.charAt(i))) {
        i++;
      }
      double unit = unit(text.substring(letters, i));
      if (value < 0 || unit < 0) {
        return -1;
      }
      sum += value * unit;
    }
    return (long) Math.min(sum, Long.MAX_VALUE / 4.0);
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "\u00b5s", "\u03bcs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      case "d" -> 86_400e9;
      default -> -1;
    };
  }

  /**
   * Nanoseconds until a bucket is full: a Go duration, seconds, seconds or milliseconds since 1970,
   * or an RFC 3339 time; 0 for a time that is over, -1 for nonsense and for more than 25 hours.
   */
  static long reset(String text, Instant now) {
    if (text.isEmpty()) {
      return -1;
    }
    double plain = number(text);
    double nanos = plain >= 0 ? ofPlain(plain, now) : goDuration(text);
    if (nanos < 0 && isTimeOfDay(text)) {
      try {
        nanos = until(Instant.parse(text), now);
      } catch (DateTimeException e) {
        return -1;
      }
    }
    return nanos < 0 || nanos > LONGEST_RESET ? -1 : (long) nanos;
  }

  private static double ofPlain(double number, Instant now) {
    if (number < EPOCH_SECONDS) {
      return number * SECOND;
    }
    double millis = number < EPOCH_MILLIS ? number * 1000 : number;
    return Math.max(0, (millis - now.toEpochMilli()) * MILLI);
  }

  /**
   * How far a reset that {@link #reset} has read may be off: the value of its last digit, and for a
   * time of day how far two clocks may differ.
   *
   * @param clocks how far they may differ, in nanoseconds
   */
  static long resolution(String text, long clocks) {
    boolean ofDay = isTimeOfDay(text);
    double plain = number(text);
    if (plain >= EPOCH_SECONDS) {
      return clocks + (plain < EPOCH_MILLIS ? SECOND : MILLI);
    }
    int point = text.lastIndexOf('.');
    int decimals = 0;
    if (point >= 0) {
      while (point + 1 + decimals < text.length() && isDigit(text.charAt(point + 1 + decimals))) {
        decimals++;
      }
    }
    double last = (text.endsWith("ms") ? MILLI : SECOND) / Math.pow(10, decimals);
    return (long) Math.max(1, last) + (ofDay ? clocks : 0);
  }

  static boolean isTimeOfDay(String text) {
    return text.length() >= 20 && text.charAt(4) == '-';
  }

  /** An HTTP date (RFC 9110, 5.6.7), or null. */
  static @Nullable Instant httpDate(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Nanoseconds from now until then, 0 for what is over; exact below a hundred years. */
  static double until(Instant then, Instant now) {
    try {
      return Math.max(0, Duration.between(now, then).toMillis() * 1e6);
    } catch (ArithmeticException e) {
      return Double.MAX_VALUE;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
