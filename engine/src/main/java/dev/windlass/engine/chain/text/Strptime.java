package dev.windlass.engine.chain.text;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code datetime.strptime}: each directive takes as many digits as it may, blanks in the
 * pattern stand for any blanks, letters match in any case, and the whole text must fit (Python
 * library reference, "strftime() and strptime() Format Codes"). A date without a month or a day
 * begins at the first, and a year of two digits is of 1969 to 2068.
 */
final class Strptime extends DatePattern {
  private static final String DATES = "YymdBbjaA";
  private static final String TIMES = "HIMSfpzZ";

  private final String pattern;
  private final boolean hasDate;
  private final boolean hasTime;

  Strptime(String pattern) {
    this.pattern =
        pattern
            .replace("%c", "%a %b %d %H:%M:%S %Y")
            .replace("%x", "%m/%d/%y")
            .replace("%X", "%H:%M:%S");
    boolean date = false;
    boolean time = false;
    int at = this.pattern.indexOf('%');
    while (at >= 0) {
      char directive = at + 1 < this.pattern.length() ? this.pattern.charAt(at + 1) : ' ';
      date |= DATES.indexOf(directive) >= 0;
      time |= TIMES.indexOf(directive) >= 0;
      if (directive != '%' && (DATES + TIMES).indexOf(directive) < 0) {
        throw new IllegalArgumentException(
            "%" + directive + " is no directive that is read; known are %" + DATES + TIMES);
      }
      at = this.pattern.indexOf('%', at + 2);
    }
    hasDate = date;
    hasTime = time;
    if (!date && !time) {
      throw new IllegalArgumentException("the pattern has neither a date nor a time");
    }
  }

  @Override
  String read(String text) {
    try {
      return new Reader(text).read();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no such day or hour", e);
    }
  }

  @Override
  public String example() {
    var out = new StringBuilder();
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      out.append(c == '%' ? shown(pattern.charAt(at++)) : String.valueOf(c));
    }
    return out.toString();
  }

  private static String shown(char directive) {
    return switch (directive) {
      case 'Y' -> "2024";
      case 'y' -> "24";
      case 'm' -> "03";
      case 'd' -> "05";
      case 'j' -> "065";
      case 'B' -> "March";
      case 'b' -> "Mar";
      case 'A' -> "Tuesday";
      case 'a' -> "Tue";
      case 'H' -> "14";
      case 'I' -> "02";
      case 'M' -> "07";
      case 'S' -> "09";
      case 'f' -> "000000";
      case 'p' -> "PM";
      case 'z' -> "+0000";
      case 'Z' -> "UTC";
      default -> "%";
    };
  }

  /** One text along the pattern. */
  private final class Reader {
    private final String text;
    private int at;
    private int year = 1900;
    private int month = 1;
    private int day = 1;
    private int dayOfYear;
    private int hour;
    private boolean twelve;
    private boolean afternoon;
    private int minute;
    private int second;
    private int micros;
    private @Nullable ZoneOffset offset;

    Reader(String text) {
      this.text = text;
    }

    String read() {
      int i = 0;
      while (i < pattern.length()) {
        char c = pattern.charAt(i++);
        if (Character.isWhitespace(c)) {
          blanks();
        } else if (c == '%') {
          directive(pattern.charAt(i++));
        } else if (Character.toLowerCase(next()) == Character.toLowerCase(c)) {
          at++;
        } else {
          throw misfit("'" + c + "'");
        }
      }
      if (at < text.length()) {
        throw new IllegalArgumentException("there is more behind it: " + rest());
      }
      return iso(hasDate ? date() : null, hasTime ? time() : null, offset);
    }

    private LocalDate date() {
      return dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
    }

    private LocalTime time() {
      int hours = twelve ? hour % 12 + (afternoon ? 12 : 0) : hour;
      return LocalTime.of(hours, minute, second).plus(micros, ChronoUnit.MICROS);
    }

    private void directive(char directive) {
      switch (directive) {
        case 'Y' -> year = number(4, 4, 1, 9999);
        case 'y' -> {
          int two = number(2, 2, 0, 99);
          year = two < 69 ? 2000 + two : 1900 + two;
        }
        case 'm' -> month = number(1, 2, 1, 12);
        case 'd' -> day = number(1, 2, 1, 31);
        case 'j' -> dayOfYear = number(1, 3, 1, 366);
        case 'B', 'b' -> month = 1 + word(12, directive == 'B', true);
        case 'A', 'a' -> word(7, directive == 'A', false);
        case 'H' -> hour = number(1, 2, 0, 23);
        case 'I' -> {
          hour = number(1, 2, 1, 12);
          twelve = true;
        }
        case 'M' -> minute = number(1, 2, 0, 59);
        case 'S' -> second = number(1, 2, 0, 59);
        case 'f' -> {
          int from = at;
          micros = number(1, 6, 0, 999_999);
          for (int digits = at - from; digits < 6; digits++) {
            micros *= 10;
          }
        }
        case 'p' -> {
          afternoon = takes("pm");
          if (!afternoon && !takes("am")) {
            throw misfit("AM or PM");
          }
        }
        case 'z' -> offset = offset();
        case 'Z' -> {
          if (!takes("utc") && !takes("gmt")) {
            throw misfit("UTC or GMT");
          }
        }
        default -> {
          if (next() != '%') {
            throw misfit("'%'");
          }
          at++;
        }
      }
    }

    /** Which of the months, or of the days from Monday on. */
    private int word(int count, boolean whole, boolean months) {
      var style = whole ? TextStyle.FULL : TextStyle.SHORT;
      for (int i = 0; i < count; i++) {
        var name =
            months
                ? Month.of(i + 1).getDisplayName(style, Locale.ENGLISH)
                : DayOfWeek.of(i + 1).getDisplayName(style, Locale.ENGLISH);
        if (takes(whole ? name : name.substring(0, 3))) {
          return i;
        }
      }
      throw misfit(months ? "the name of a month" : "the name of a day");
    }

    private boolean takes(String word) {
      boolean here = text.regionMatches(true, at, word, 0, word.length());
      at += here ? word.length() : 0;
      return here;
    }

    private ZoneOffset offset() {
      if (takes("z")) {
        return ZoneOffset.UTC;
      }
      char sign = next();
      if (sign != '+' && sign != '-') {
        throw misfit("an offset such as +0200");
      }
      at++;
      int hours = number(2, 2, 0, 23);
      at += next() == ':' ? 1 : 0;
      int minutes = number(2, 2, 0, 59);
      int seconds = (hours * 60 + minutes) * 60;
      return ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds);
    }

    private void blanks() {
      if (!Character.isWhitespace(next())) {
        throw misfit("a blank");
      }
      while (Character.isWhitespace(next())) {
        at++;
      }
    }

    /** As many digits as it may have, and fewer where the number would be too large. */
    private int number(int fewest, int most, int least, int largest) {
      int value = 0;
      int digits = 0;
      while (digits < most && next() >= '0' && next() <= '9') {
        int more = value * 10 + (next() - '0');
        if (more > largest && digits >= fewest) {
          break;
        }
        value = more;
        digits++;
        at++;
      }
      if (digits < fewest || value < least || value > largest) {
        throw misfit("a number from " + least + " to " + largest);
      }
      return value;
    }

    private char next() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    private IllegalArgumentException misfit(String wanted) {
      return new IllegalArgumentException(wanted + " is wanted at: " + rest());
    }

    private String rest() {
      return at >= text.length() ? "the end" : text.substring(at, Math.min(text.length(), at + 20));
    }
  }
}
