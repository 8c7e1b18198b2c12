package dev.windlass.engine.chain.text;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates and times by a pattern of strptime ({@code %Y-%m-%d}) or of Java ({@code
 * uuuu-MM-dd}), and writes them as ISO 8601, as Python's {@code isoformat} does. Months and days
 * have English names. Thread-safe.
 */
public abstract sealed class DatePattern permits JavaDates, Strptime {
  /** Longest pattern and longest answer, in characters. */
  static final int MAX_CHARS = 256;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

  DatePattern() {}

  /** Compiles a pattern; what is none is an {@link IllegalArgumentException} that says why. */
  public static DatePattern of(String pattern) {
    if (pattern.isBlank() || pattern.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a pattern of a date has 1 to " + MAX_CHARS + " characters, as %Y-%m-%d");
    }
    return pattern.indexOf('%') >= 0 ? new Strptime(pattern) : new JavaDates(pattern);
  }

  /**
   * ISO 8601 text, with a date, a time and an offset as far as the pattern has them; a text that
   * does not fit the pattern whole is an {@link IllegalArgumentException} that says why.
   */
  public final String iso(String text) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException("the answer is longer than any date");
    }
    return read(text);
  }

  abstract String read(String text);

  /** A moment by this pattern, for a person or a model to see. */
  public abstract String example();

  static final LocalDateTime EXAMPLE = LocalDateTime.of(2024, 3, 5, 14, 7, 9);

  static String iso(
      @Nullable LocalDate date, @Nullable LocalTime time, @Nullable ZoneOffset offset) {
    var out = new StringBuilder();
    if (date != null) {
      out.append(date);
    }
    if (time != null) {
      out.append(date == null ? "" : "T")
          .append(
              (time.equals(time.truncatedTo(ChronoUnit.SECONDS)) ? SECONDS : MICROS).format(time));
      if (offset != null) {
        out.append(offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId());
      }
    }
    return out.toString();
  }
}
