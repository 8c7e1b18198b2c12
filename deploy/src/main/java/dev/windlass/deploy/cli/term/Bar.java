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
    return List.of(first, Text.brief(" " + why(job, now), columns - 1));
  }

  /** One line without a strip, for logs and pipes. */
  public static String plain(Progress job, ZonedDateTime now) {
    return job.state() + "  " + counts(job) + "   " + why(job, now);
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

  private static String why(Progress job, ZonedDateTime now) {
    if (job.note() != null) {
      return Text.visible(job.note());
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
    if (job.limitedBy() != null) {
      said.add(
          "limited by "
              + Text.visible(job.limitedBy())
              + " ("
              + Math.round(job.limitUsed() * 100)
              + " %)");
    }
    return said.isEmpty() ? job.state() : String.join("   ", said);
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
