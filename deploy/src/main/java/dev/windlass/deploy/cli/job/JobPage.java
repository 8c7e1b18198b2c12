package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Progress;
import dev.windlass.deploy.cli.term.Waits;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** A job object of the API, as far as the command line reads it. */
public record JobPage(JsonNode json) {
  public String id() {
    return json.path("id").asText();
  }

  public String state() {
    return json.path("state").asText();
  }

  public boolean ended() {
    return switch (state()) {
      case "completed", "cancelled", "expired", "rejected" -> true;
      default -> false;
    };
  }

  public boolean sealed() {
    return json.path("sealed").asBoolean();
  }

  public long accepted() {
    // runs, of which a line may have several
    return json.path("counts").path("accepted").asLong(json.path("accepted_lines").asLong());
  }

  public long count(String which) {
    return json.path("counts").path(which).asLong();
  }

  public long done() {
    return count("succeeded") + count("failed") + count("cancelled");
  }

  public Progress progress() {
    return new Progress(
        state(),
        sealed() || ended(),
        accepted(),
        count("waiting"),
        count("running"),
        count("succeeded"),
        count("failed"),
        count("cancelled"),
        json.path("rate_per_s").asDouble(),
        json.path("eta_low_ms").asLong(-1),
        json.path("eta_high_ms").asLong(-1),
        waits(),
        json.path("tokens_in").asLong(),
        json.path("tokens_out").asLong(),
        cost(),
        null);
  }

  private Waits waits() {
    var lines = new LinkedHashMap<String, Long>();
    for (var each : json.path("waiting_for").properties()) {
      lines.put(each.getKey(), each.getValue().asLong());
    }
    return new Waits(
        lines,
        text("waiting_reason"),
        time("waiting_since"),
        text("limited_by"),
        json.path("limit_used").asDouble(),
        text("paused_by"),
        -1);
  }

  private @Nullable Instant time(String field) {
    var written = text(field);
    try {
      return written == null ? null : Instant.parse(written);
    } catch (DateTimeException e) {
      return null; // a server of another version
    }
  }

  /**
   * The provider of the limit that binds, or null: {@code openai} of {@code openai#2/gpt-x rpm}.
   */
  public @Nullable String limitedProvider() {
    var limit = text("limited_by");
    int slash = limit == null ? -1 : limit.indexOf('/');
    return limit == null || slash < 0 ? null : limit.substring(0, slash).split("#", 2)[0];
  }

  /** Amount and currency, or null when no price is known. */
  public @Nullable String cost() {
    var amount = text("cost");
    // a price that nobody knows counts as nothing
    if (amount == null || amount.matches("[0.]*")) {
      return null;
    }
    var currency = text("currency");
    return currency == null ? amount : amount + " " + currency;
  }

  /** How a command that waited for this job ends. */
  public Exit exit() {
    return switch (state()) {
      case "completed" -> count("failed") > 0 ? Exit.FAILED_LINES : Exit.OK;
      case "rejected" -> Exit.USAGE;
      default -> Exit.CONFLICT;
    };
  }

  /** Refuses to go on with a job that was cancelled or has expired. */
  public void refuseStopped() throws CliFailure {
    if (state().equals("cancelled") || state().equals("expired")) {
      throw CliFailure.of(
          Exit.CONFLICT,
          id()
              + " was "
              + (state().equals("expired") ? "given up: its lines stopped coming" : "cancelled"),
          "--new starts a fresh job; windlass retry " + id() + " takes up what failed");
    }
  }

  private @Nullable String text(String field) {
    var value = json.path(field);
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }
}
