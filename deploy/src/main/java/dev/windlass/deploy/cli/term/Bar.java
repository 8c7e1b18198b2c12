package dev.windlass.deploy.cli.term;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The live view of a job: a strip of what has ended well, failed, runs and waits, and one line of
 * why it goes no faster. Rendering is a pure function of a state, a width and a time.
 */
public final class Bar {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BLUE = "\u001b[36m";
  private static final String PLAIN = "\u001b[0m";
  private static final int WIDEST_STRIP = 40;
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAYS =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT);

  private Bar() {}

  /** Two lines, neither wider than {@code columns}. */
  public static List<String> render(Progress job, int columns, boolean colours, ZonedDateTime now) {
    var facts = counts(job);
    int strip = Math.min(WIDEST_STRIP, columns - facts.length() - 3);
    var first =
        strip >= 5
            ? " " + strip(job, strip, colours) + "  " + facts
            : Text.brief(" " + facts, columns - 1);
    return List.of(first, Text.brief(" " + String.join("   ", why(job, now)), columns - 1));
  }

  /** The same with nothing cut off, and a strip of what open lines wait for with its legend. */
  public static List<String> detailed(
      Progress job, int columns, boolean colours, ZonedDateTime now) {
    var lines = new ArrayList<String>();
    lines.add(render(job, columns, colours, now).getFirst());
    wrapped(why(job, now), columns - 2).forEach(line -> lines.add(Text.brief(line, columns - 1)));
    var legend = new ArrayList<String>();
    for (var reason : job.waits().reasons()) {
      legend.add(mark(reason) + " " + reason + " " + Text.count(job.waits().lines().get(reason)));
    }
    if (!legend.isEmpty() && job.note() == null) {
      lines.add(" " + waits(job.waits(), Math.min(WIDEST_STRIP, columns - 2), colours));
      lines.addAll(wrapped(legend, columns - 2));
    }
    return lines;
  }

  /** Reasons side by side, in as many lines as the width asks for. */
  private static List<String> wrapped(List<String> legend, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var each : legend) {
      if (!line.isEmpty() && line.length() + 3 + each.length() > width) {
        lines.add(" " + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : "   ").append(each);
    }
    lines.add(" " + line);
    return lines;
  }

  private static String waits(Waits waits, int width, boolean colours) {
    long all = Math.max(1, waits.lines().values().stream().mapToLong(n -> n).sum());
    var strip = new StringBuilder();
    int left = width;
    var reasons = waits.reasons();
    for (int i = 0; i < reasons.size(); i++) {
      var reason = reasons.get(i);
      int behind = reasons.size() - i - 1;
      int part = cells(waits.lines().get(reason), all, width);
      int here = behind == 0 ? left : Math.clamp(part, 0, Math.max(0, left - behind));
      strip.append(paint(colour(reason), mark(reason).repeat(here), colours));
      left -= here;
    }
    return strip.toString();
  }

  /** Told apart without colours, too. */
  private static String mark(String reason) {
    return switch (reason) {
      case "calling" -> "▒";
      case "requests" -> "▇";
      case "tokens" -> "▆";
      case "concurrency", "workers" -> "▄";
      case "backoff", "quota", "daily" -> "×";
      case "paused", "budget", "seal" -> "‖";
      default -> "·";
    };
  }

  private static String colour(String reason) {
    return switch (reason) {
      case "calling" -> BLUE;
      case "requests", "tokens", "concurrency", "workers" -> YELLOW;
      case "backoff", "quota", "daily", "journal", "unserved" -> RED;
      default -> PLAIN;
    };
  }

  /** One line without a strip, for logs and pipes. */
  public static String plain(Progress job, ZonedDateTime now) {
    return job.state() + "  " + counts(job) + "   " + String.join("   ", why(job, now));
  }

  private static String counts(Progress job) {
    var said = new ArrayList<String>();
    said.add(percent(job));
    said.add(Text.count(job.succeeded()) + " ok  " + Text.count(job.failed()) + " failed");
    if (job.cancelled() > 0) {
      said.add(Text.count(job.cancelled()) + " cancelled");
    }
    said.add(Text.rate(job.ratePerSecond()) + "/s");
    said.add("in flight " + Text.count(job.running()));
    if (job.cost() != null) {
      said.add(job.cost());
    }
    return String.join("   ", said);
  }

  /** While lines still come in there is no whole to take a share of. */
  private static String percent(Progress job) {
    if (!job.sealed()) {
      return Text.count(job.ended()) + " of " + Text.count(job.accepted()) + "+";
    }
    long tenths = job.accepted() == 0 ? 1000 : job.ended() * 1000 / job.accepted();
    return String.format(Locale.ROOT, "%d.%d %%", tenths / 10, tenths % 10);
  }

  private static List<String> why(Progress job, ZonedDateTime now) {
    if (job.note() != null) {
      return List.of(Text.visible(job.note()));
    }
    var said = new ArrayList<String>();
    if (!job.sealed()) {
      said.add("taking lines: " + Text.count(job.accepted()));
    }
    switch (job.state()) {
      case "running", "receiving" -> {
        if (job.etaHighMs() >= 0 && job.sealed()) {
          said.add(ends(job.etaLowMs(), job.etaHighMs(), now));
        }
      }
      default -> said.add(job.state());
    }
    var holds = job.waits().why(now.toInstant());
    if (holds != null && !job.state().equals("paused")) {
      said.add(holds);
    } else if (holds != null) {
      said.set(said.size() - 1, holds);
    }
    if (job.waits().refusals() >= 0) {
      said.add("429 in the last minute: " + Text.count(job.waits().refusals()));
    }
    return said.isEmpty() ? List.of(job.state()) : said;
  }

  /** Near ends are told as a length, far ones as a time of day. */
  private static String ends(long lowMs, long highMs, ZonedDateTime now) {
    var low = Duration.ofMillis(Math.max(0, lowMs < 0 ? highMs : lowMs));
    var high = Duration.ofMillis(highMs);
    if (high.toMinutes() < 2) {
      return low.toSeconds() == high.toSeconds()
          ? "ends in " + high.toSeconds() + " s"
          : "ends in " + low.toSeconds() + "–" + high.toSeconds() + " s";
    }
    var format = high.toHours() < 20 ? MINUTES : DAYS;
    var from = now.plus(low).format(format);
    var to = now.plus(high).format(format);
    return from.equals(to) ? "ends " + to : "ends " + from + "–" + to;
  }

  private static String strip(Progress job, int width, boolean colours) {
    long all = Math.max(1, Math.max(job.accepted(), job.ended() + job.running()));
    int bad = cells(job.failed() + job.cancelled(), all, width);
    int good = Math.min(width - bad, (int) (job.succeeded() * width / all));
    int under = Math.min(width - bad - good, cells(job.running(), all, width));
    return paint(GREEN, "▇".repeat(good), colours)
        + paint(RED, "×".repeat(bad), colours)
        + paint(BLUE, "▒".repeat(under), colours)
        + "·".repeat(width - good - bad - under);
  }

  /** What is there at all gets a cell, or a single failure in a million would not be seen. */
  private static int cells(long part, long all, int width) {
    return part == 0 ? 0 : (int) Math.max(1, part * width / all);
  }

  private static String paint(String colour, String text, boolean colours) {
    return colours && !text.isEmpty() ? colour + text + PLAIN : text;
  }
}
