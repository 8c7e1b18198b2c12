package dev.windlass.deploy.cli.term;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a job wait for, as it is shown.
 *
 * @param lines open lines by reason, {@code calling} among them
 * @param reason what most wait for, or null when none is open
 * @param since since when, or null
 * @param limitedBy the limit that binds, or null
 * @param limitUsed share of it in use, 0 to 1
 * @param pausedBy who paused the job, or null
 * @param refusals answers 429 of that limit in the last minute, -1 when it is not known
 */
public record Waits(
    Map<String, Long> lines,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable String limitedBy,
    double limitUsed,
    @Nullable String pausedBy,
    long refusals) {
  public static final Waits NONE = new Waits(Map.of(), null, null, null, 0, null, -1);

  /** Reasons in the order in which a strip shows them, with a letter for each. */
  private static final String ORDER =
      "calling requests tokens concurrency workers backoff quota daily paused budget journal unserved seal"
          + " identical starting";

  /** The same with this many answers 429. */
  public Waits withRefusals(long count) {
    return new Waits(lines, reason, since, limitedBy, limitUsed, pausedBy, count);
  }

  /** One phrase: what it waits for, and for how long; null when nothing holds it back. */
  public @Nullable String why(Instant now) {
    var what = what();
    return what == null ? null : what + length(now);
  }

  private @Nullable String what() {
    if (reason == null) {
      return null;
    }
    return switch (reason) {
      case "calling", "starting" -> null;
      case "paused" -> "paused" + (pausedBy == null ? "" : " by " + Text.visible(pausedBy));
      case "budget" -> "the budget is spent";
      case "backoff" -> "left alone after a refusal: " + account();
      case "quota" -> "quota exhausted: " + account();
      case "daily" -> "the day is used up: " + account();
      case "workers" -> "every worker is busy";
      case "unserved" ->
          limitedBy == null
              ? "no node can call this provider"
              : "no worker serves " + Text.visible(limitedBy);
      case "journal" -> "the journal takes no answers";
      case "seal" -> "starts when it is sealed";
      case "identical" -> "waits for the answer to an identical call";
      default ->
          limitedBy == null
              ? "waits for " + Text.visible(reason)
              : "limited by "
                  + Text.visible(limitedBy)
                  + " ("
                  + Math.round(limitUsed * 100)
                  + " %)";
    };
  }

  /** The limit without the word that says what is the matter with it. */
  private String account() {
    if (limitedBy == null) {
      return "the provider";
    }
    int space = limitedBy.lastIndexOf(' ');
    return Text.visible(space < 0 ? limitedBy : limitedBy.substring(0, space));
  }

  private String length(Instant now) {
    var held = since == null ? Duration.ZERO : Duration.between(since, now);
    return held.toSeconds() < 1 ? "" : " for " + Text.roughly(held);
  }

  /** The reasons that lines wait for, those that are called first. */
  public List<String> reasons() {
    var named = new ArrayList<String>();
    for (var each : ORDER.split(" ", -1)) {
      if (lines.containsKey(each)) {
        named.add(each);
      }
    }
    lines.keySet().stream().filter(each -> !named.contains(each)).forEach(named::add);
    return named;
  }
}
