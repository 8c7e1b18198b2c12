package dev.windlass.deploy.bench.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows as lines of text. */
final class SpeedTable {
  private static final String ROW = "%-30s %9s %10s %8s %8s %9s %8s %6s %5s  %s";
  static final String HEAD =
      ROW.formatted(
          "system",
          "steps/s",
          "Windlass x",
          "CPU ms",
          "in all",
          "peak MiB",
          "disk B",
          "idle %",
          "width",
          "keeps");

  /** From so many processors used by strangers on, a figure is not to be trusted. */
  private static final double DISTURBED_FROM = 0.1;

  private SpeedTable() {}

  /** A system's line. */
  sealed interface Row {
    Contender contender();
  }

  /** It was measured. */
  record Measured(Contender contender, Figures figures) implements Row {}

  /**
   * It was not.
   *
   * @param why for a reader
   */
  record Absent(Contender contender, String why) implements Row {}

  /**
   * @param windlass steps a second of Windlass with which it is compared; null before that is known
   */
  static String line(Row row, @Nullable Double windlass) {
    var contender = row.contender();
    return switch (row) {
      case Absent(var who, var why) -> "%-30s not measured: %s".formatted(who.label(), why);
      case Measured(var who, var figures) ->
          ROW.formatted(
                  who.label(),
                  number("%,.0f", figures.stepsPerSecond()),
                  windlass == null ? "" : ratio(windlass / figures.stepsPerSecond()),
                  number("%.3f", figures.cpuMillis()),
                  number("%.3f", figures.cpuMillisInAll()),
                  number("%,.0f", figures.peakMiB()),
                  figures.diskBytes() == null ? "-" : number("%,.0f", figures.diskBytes()),
                  number("%.0f", 100 * figures.idle()),
                  Integer.toString(contender.width()),
                  who.keeps())
              .stripTrailing();
    };
  }

  /** What a reader must know before believing the figures of this row. */
  static List<String> warnings(Row row) {
    var warnings = new ArrayList<String>();
    if (row instanceof Measured(var who, var figures)) {
      if (figures.others() > DISTURBED_FROM) {
        warnings.add(
            who.label()
                + ": other programs used "
                + number("%.1f", figures.others())
                + " processors meanwhile");
      }
      if (figures.failed() > 0) {
        warnings.add(
            who.label() + ": " + number("%,d", figures.failed()) + " calls were not answered 200");
      }
    }
    return warnings;
  }

  private static String ratio(double windlass) {
    return number(windlass < 10 ? "%.2f" : "%.0f", windlass);
  }

  private static String number(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
