package dev.windlass.deploy.bench.limits;

import java.util.ArrayList;
import java.util.List;

/** Outcomes as lines of text: a line a figure, the counts beside the first. */
final class OutcomeTable {
  private static final String ROW = "%-17s %-47s %10s %11s  %-7s";
  static final String HEAD =
      ROW.formatted("scenario", "figure", "value", "target", "reached")
          + " %6s %8s %9s".formatted("429s", "calls", "CPU us");

  private OutcomeTable() {}

  static List<String> lines(Outcome outcome) {
    var lines = new ArrayList<String>();
    for (var figure : outcome.figures()) {
      var line =
          ROW.formatted(
              lines.isEmpty() ? outcome.label() : "",
              figure.what(),
              figure.value(),
              figure.target(),
              switch (figure.verdict()) {
                case REACHED -> "yes";
                case MISSED -> "MISSED";
                case TOLD -> "";
              });
      if (lines.isEmpty()) {
        line += " %6d %8d".formatted(outcome.refused(), outcome.calls());
        line += outcome.cpuMicros() > 0 ? " %9.0f".formatted(outcome.cpuMicros()) : "";
      }
      lines.add(line.stripTrailing());
    }
    return lines;
  }
}
