package dev.windlass.deploy.cli.term;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Limits as a table: what is allowed, what is used of it as a bar, who waits and for how long, and
 * when the provider last refused. Rendering is a pure function of rows, a width and a time.
 */
public final class LimitTable {
  private static final int BAR = 10;
  private static final int WIDE = 100;
  private static final int NARROW = 72;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT);

  private LimitTable() {}

  /**
   * @param all limits of the API
   * @param columns width of the terminal; without one 0, then no bars are drawn
   * @param jobs whether the jobs that wait stand under their limit
   */
  public static List<String> lines(
      List<JsonNode> all, int columns, boolean jobs, ZonedDateTime now) {
    var rows = all.stream().filter(row -> !isTemplate(row, all)).toList();
    boolean terminal = columns > 0;
    boolean bars = terminal && columns >= NARROW;
    boolean learned = !terminal || columns >= WIDE;
    var table = new Table(headings(learned));
    for (var row : rows) {
      table.row(cells(row, bars, learned, now));
    }
    var lines = new ArrayList<String>();
    var plain = table.lines();
    lines.add(cut(plain.getFirst(), columns));
    for (int i = 0; i < rows.size(); i++) {
      lines.add(cut(plain.get(i + 1), columns));
      if (jobs) {
        waiting(rows.get(i)).forEach(line -> lines.add(cut(line, columns)));
      }
    }
    return lines;
  }

  /** What holds for every model needs no row where the models in use have theirs. */
  private static boolean isTemplate(JsonNode row, List<JsonNode> all) {
    return row.path("model").asText("*").equals("*")
        && row.path("waiting").asLong() == 0
        && row.path("used").asDouble() == 0
        && all.stream()
            .anyMatch(other ->
                other.path("provider").equals(row.path("provider"))
                    && other.path("limit").equals(row.path("limit"))
                    && !other.path("model").asText("*").equals("*"));
  }

  private static String[] headings(boolean learned) {
    return learned
        ? new String[] {
          "LIMIT", "CONFIG>", "LEARNED>", "USED (60 s)", "WAITING>", "FOR>", "LAST 429"
        }
        : new String[] {"LIMIT", "ALLOWED>", "USED (60 s)", "WAITING>", "FOR>", "429 AT"};
  }

  private static String[] cells(JsonNode row, boolean bars, boolean learned, ZonedDateTime now) {
    var cells = new ArrayList<String>();
    cells.add(name(row));
    var configured = number(row, "configured");
    var seen = number(row, "learned");
    if (learned) {
      cells.add(configured == null ? "auto" : Text.amount(configured));
      cells.add(seen == null ? "-" : Text.amount(seen));
    } else {
      var force = inForce(row);
      cells.add(force == null ? "auto" : Text.amount(force));
    }
    cells.add(used(row, bars));
    cells.add(Text.count(row.path("waiting").asLong()));
    cells.add(held(row, now));
    cells.add(refused(row, now));
    return cells.toArray(String[]::new);
  }

  private static String name(JsonNode row) {
    var model = row.path("model").asText("*");
    return row.path("provider").asText()
        + (model.equals("*") ? "" : "/" + model)
        + " "
        + row.path("limit").asText();
  }

  private static @Nullable Double number(JsonNode row, String field) {
    return row.hasNonNull(field) ? row.path(field).asDouble() : null;
  }

  /** The lower of what is configured and what was learned. */
  private static @Nullable Double inForce(JsonNode row) {
    var configured = number(row, "configured");
    var learned = number(row, "learned");
    if (configured == null || learned == null) {
      return configured == null ? learned : configured;
    }
    return Math.min(configured, learned);
  }

  private static String used(JsonNode row, boolean bars) {
    double used = row.path("used").asDouble();
    var force = inForce(row);
    var number = Text.amount(used);
    if (!bars) {
      return number;
    }
    double whole = force == null ? 0 : force * (row.path("limit").asText().equals("rps") ? 60 : 1);
    var bar = whole <= 0 ? "·".repeat(BAR) : bar(used / whole);
    return bar + " ".repeat(Math.max(1, 8 - number.length())) + number;
  }

  private static String bar(double part) {
    int eighths = (int) Math.round(Math.clamp(part, 0, 1) * BAR * 8);
    var bar = new StringBuilder("█".repeat(eighths / 8));
    if (eighths % 8 > 0) {
      bar.append(EIGHTHS.charAt(eighths % 8));
    }
    return bar + "·".repeat(BAR - bar.length());
  }

  private static String held(JsonNode row, ZonedDateTime now) {
    var since = time(row, "waiting_since");
    return since == null ? "-" : Text.roughly(Duration.between(since, now.toInstant()));
  }

  private static String refused(JsonNode row, ZonedDateTime now) {
    var said = new ArrayList<String>();
    var last = time(row, "last_429_at");
    if (last != null) {
      boolean today = Duration.between(last, now.toInstant()).toHours() < 20;
      said.add(last.atZone(now.getZone()).format(today ? CLOCK : DAY));
    }
    long again = row.path("retry_after_ms").asLong();
    var paused = row.path("paused").asText("");
    if (paused.equals("quota")) {
      said.add("(quota exhausted)");
    } else if (paused.equals("daily")) {
      said.add("(the day is used up)");
    } else if (again > 0) {
      said.add("(again in " + Text.duration(Duration.ofMillis(again)) + ")");
    } else if (!row.path("paused").isNull() && !paused.isEmpty()) {
      said.add("(" + Text.visible(paused) + ")");
    }
    return said.isEmpty() ? "—" : String.join(" ", said);
  }

  private static @Nullable Instant time(JsonNode row, String field) {
    try {
      return row.hasNonNull(field) ? Instant.parse(row.path(field).asText()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static List<String> waiting(JsonNode row) {
    var lines = new ArrayList<String>();
    for (var each : row.path("blocked_jobs")) {
      lines.add(
          "  "
              + (each.hasNonNull("job_id") ? each.path("job_id").asText() : "single runs")
              + "  "
              + Text.count(each.path("steps").asLong())
              + " steps");
    }
    return lines;
  }

  private static String cut(String line, int columns) {
    var shown = Text.visible(line);
    return columns > 0 ? Text.brief(shown, columns - 1) : shown;
  }
}
