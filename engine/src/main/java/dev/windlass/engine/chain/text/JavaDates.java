package dev.windlass.engine.chain.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * {@link DateTimeFormatter}'s patterns, in any case of letters and with no day beyond its month.
 */
final class JavaDates extends DatePattern {
  private static final ZonedDateTime SAMPLE = EXAMPLE.atZone(ZoneOffset.UTC);

  private final DateTimeFormatter formatter;

  JavaDates(String pattern) {
    try {
      formatter =
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern(withProlepticYears(pattern))
              .toFormatter(Locale.ENGLISH)
              .withResolverStyle(ResolverStyle.STRICT);
      iso(formatter.parse(example()));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + pattern
              + "' gives neither a whole date nor a time; write %Y-%m-%d as strptime does, or "
              + "yyyy-MM-dd",
          e);
    }
  }

  /** The year of an era, {@code y}, makes no date when read strictly; {@code u} does. */
  private static String withProlepticYears(String pattern) {
    var out = new StringBuilder(pattern.length());
    boolean quoted = false;
    boolean era = pattern.indexOf('G') >= 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      out.append(c == 'y' && !quoted && !era ? 'u' : c);
    }
    return out.toString();
  }

  @Override
  String read(String text) {
    try {
      return iso(formatter.parse(text));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("the answer is no such date", e);
    }
  }

  private static String iso(TemporalAccessor parsed) {
    LocalDate date = parsed.query(TemporalQueries.localDate());
    LocalTime time = parsed.query(TemporalQueries.localTime());
    if (date == null && time == null) {
      throw new DateTimeException("neither a date nor a time");
    }
    var zone = parsed.query(TemporalQueries.zone());
    ZoneOffset offset =
        zone == null || zone instanceof ZoneOffset || date == null || time == null
            ? parsed.query(TemporalQueries.offset())
            : zone.getRules().getOffset(date.atTime(time));
    return iso(date, time, offset);
  }

  @Override
  public String example() {
    return formatter.format(SAMPLE);
  }
}
