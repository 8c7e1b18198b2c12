package dev.windlass.workers.provider.openai;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks to stay away: {@code retry-after-ms}, {@code Retry-After} in seconds or
 * as a date (RFC 9110, 10.2.3), Google's {@code retryDelay}, or OpenAI's sentence "Please try again
 * in 1.78s". The first that can be read wins; a time that is past, or zero, says nothing. Pure.
 */
final class RetryAfter {
  private static final String SENTENCE = "try again in ";
  private static final Duration LONGEST = Duration.ofDays(7);

  private RetryAfter() {}

  static @Nullable Duration of(Map<String, String> headers, ErrorBody error, Instant now) {
    var time = number(headers.get("retry-after-ms"), 1);
    if (time == null) {
      time = number(headers.get("retry-after"), 1000);
    }
    if (time == null) {
      time = date(headers.get("retry-after"), now);
    }
    if (time == null && error.retryDelay() != null) {
      time = goDuration(error.retryDelay(), 0);
    }
    if (time == null) {
      var at = error.message().indexOf(SENTENCE);
      time = at < 0 ? null : goDuration(error.message(), at + SENTENCE.length());
    }
    if (time == null || time.isZero() || time.isNegative()) {
      return null;
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }

  private static @Nullable Duration number(@Nullable String text, double unitMillis) {
    if (text == null || text.length() > 20) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return null;
      }
    }
    try {
      return Duration.ofMillis(
          (long) Math.min(1e12, Math.ceil(Double.parseDouble(text) * unitMillis)));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Duration date(@Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    try {
      var when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(now, when);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * A duration as Go prints it: {@code 120ms}, {@code 1.78s}, {@code 6m0s}, {@code 1h2m3s}; it ends
   * where the text goes on with something else.
   */
  static @Nullable Duration goDuration(String text, int from) {
    double millis = 0;
    var at = from;
    var read = false;
    while (at < text.length()) {
      var start = at;
      while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      if (at == start) {
        break;
      }
      double unit;
      if (text.startsWith("ms", at)) {
        unit = 1;
      } else if (text.startsWith("s", at)) {
        unit = 1_000;
      } else if (text.startsWith("m", at)) {
        unit = 60_000;
      } else if (text.startsWith("h", at)) {
        unit = 3_600_000;
      } else if (text.startsWith("d", at)) {
        unit = 86_400_000;
      } else {
        break;
      }
      try {
        millis += Double.parseDouble(text.substring(start, at)) * unit;
      } catch (NumberFormatException e) {
        break;
      }
      read = true;
      at += unit == 1 ? 2 : 1;
    }
    return read ? Duration.ofMillis((long) Math.min(1e12, Math.ceil(millis))) : null;
  }
}
