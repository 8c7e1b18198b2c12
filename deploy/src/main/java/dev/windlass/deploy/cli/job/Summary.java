package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Text;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last lines of a command that waited for a job. */
public final class Summary {
  private Summary() {}

  /**
   * @param took how long this command watched it
   * @param doneBefore lines that had ended before
   * @param chain when it is known here, to tell steps from lines
   */
  public static List<String> lines(
      JobPage job, Duration took, long doneBefore, @Nullable Chain chain) {
    var parts = new ArrayList<String>();
    parts.add(Text.count(job.count("succeeded")) + " succeeded");
    parts.add(Text.count(job.count("failed")) + " failed");
    if (job.count("cancelled") > 0) {
      parts.add(Text.count(job.count("cancelled")) + " cancelled");
    }
    var said = new ArrayList<String>();
    said.add(Text.duration(took));
    long fresh = job.done() - doneBefore;
    double seconds = Math.max(0.001, took.toMillis() / 1000.0);
    if (fresh > 0) {
      int steps = chain == null ? 0 : asks(chain);
      said.add(
          steps > 0
              ? Text.rate(fresh * steps / seconds) + " steps/s"
              : Text.rate(fresh / seconds) + " lines/s");
    }
    var progress = job.progress();
    if (progress.tokensIn() + progress.tokensOut() > 0) {
      said.add(
          Text.count(progress.tokensIn())
              + " tokens in, "
              + Text.count(progress.tokensOut())
              + " out");
    }
    if (progress.cost() != null) {
      said.add(progress.cost());
    }
    return List.of(
        job.id() + " " + job.state() + ": " + String.join(", ", parts), String.join("   ", said));
  }

  /** Asks of a chain that takes the same steps for every line; 0 when that depends. */
  private static int asks(Chain chain) {
    int asks = 0;
    for (var step : chain.steps()) {
      if (step.common().when() != null) {
        return 0;
      }
      switch (step) {
        case Step.Ask ask -> asks++;
        case Step.SetVariables set -> {}
        default -> {
          return 0;
        }
      }
    }
    return asks;
  }

  /** What failed and why, and the way out. Nothing when nothing failed. */
  public static List<String> failures(Api api, JobPage job) throws CliFailure, IOException {
    if (job.count("failed") == 0) {
      return List.of();
    }
    var classes = new ArrayList<String>();
    boolean retryable = false;
    for (var group :
        api.get("v1/jobs/" + job.id() + "/failures?group_by=code").body().path("items")) {
      classes.add(group.path("code").asText() + " " + Text.count(group.path("lines").asLong()));
      retryable |= group.path("retryable").asBoolean();
    }
    return List.of(
        "failed: " + String.join(", ", classes),
        retryable
            ? "look: windlass failures " + job.id() + "   again: windlass retry " + job.id()
            : "look: windlass failures "
                + job.id()
                + "   asking again changes none of these; windlass retry "
                + job.id()
                + " would try");
  }

  /** The object of {@code --json}: the job, with the file it went to. */
  public static ObjectNode object(JobPage job, Duration took, @Nullable String out) {
    ObjectNode object = job.json() instanceof ObjectNode it ? it.deepCopy() : Json.object();
    object.put("took_ms", took.toMillis());
    if (out != null) {
      object.put("out", out);
    }
    return object;
  }

  /** An answer as a person reads it: text as it is, anything else as JSON. */
  public static String output(JsonNode output) {
    return output.isTextual() ? output.textValue() : Json.text(output);
  }
}
