package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One run, step by step. */
@Command(
    description =
        "Shows one run: its steps with their waits, calls and costs, and its conversation.")
final class ShowCommand extends Verb {
  @Parameters(
      index = "0",
      paramLabel = "RUN|JOB",
      description = "The run's id, or a job's with a line's id after it.")
  String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "LINE",
      description = "The line's id, after a job's.")
  @Nullable String line;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "Only this step, counted from 0, or its variable.")
  @Nullable String step;

  @Option(names = "--prompt", description = "Only what was asked.")
  boolean prompt;

  @Option(names = "--answer", description = "Only what was answered.")
  boolean answer;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    return ask(host -> {
      var path =
          line != null
              ? "v1/jobs/" + Api.part(id) + "/results/" + Api.part(line) + "?include=steps"
              : "v1/runs/" + Api.part(id) + "?include=steps,attempts";
      var run = host.api().get(path).body();
      if (json) {
        print(run);
      } else if (prompt || answer) {
        messages(run);
      } else {
        overview(run);
      }
      return Exit.OK;
    });
  }

  private void overview(JsonNode run) {
    var out = console();
    var head = new ArrayList<String>();
    head.add(line == null ? run.path("id").asText() : id + " line " + run.path("line_id").asText());
    if (run.hasNonNull("chain")) {
      head.add(run.path("chain").asText());
    }
    head.add(run.path("status").asText());
    var cost = cost(run, "");
    if (!cost.isEmpty()) {
      head.add(cost + " " + run.path("currency").asText());
    }
    out.data(String.join("  ", head));
    for (var each : run.path("open_steps")) {
      out.data("  " + waits(each));
    }
    var table =
        new Table(
            "STEP", "KIND", "STATUS", "QUEUED>", "LIMIT>", "CALL>", "TOKENS>", "COST>", "TRIES>",
            "");
    for (var each : run.path("steps")) {
      if (wanted(each)) {
        table.row(
            name(each),
            each.path("kind").asText(),
            each.path("status").asText(),
            ms(each, "queued_ms"),
            ms(each, "limiter_wait_ms"),
            ms(each, "call_ms"),
            Text.count(each.path("usage").path("input_tokens").asLong())
                + "+"
                + Text.count(each.path("usage").path("output_tokens").asLong()),
            cost(each, "-"),
            Integer.toString(each.path("attempts").size()),
            each.path("error").path("message").asText(""));
      }
    }
    if (!table.isEmpty()) {
      table.lines().forEach(out::data);
    }
    if (step == null) {
      for (var message : run.path("messages")) {
        out.data("");
        out.data(message.path("role").asText() + ": " + text(message.path("content")));
      }
      var error = run.path("error");
      if (error.isObject()) {
        out.data("");
        out.data("failed: " + error.path("class").asText() + ": " + error.path("message").asText());
      }
    }
  }

  private static String cost(JsonNode of, String unknown) {
    var cost = of.path("cost").asText("0");
    return cost.equals("0") ? unknown : cost; // a price that nobody knows counts as nothing
  }

  /** One open step: what it waits for, for how long, and when it is tried again. */
  private static String waits(JsonNode step) {
    var said = new StringBuilder();
    var path = step.path("path").asText();
    said.append(path.isEmpty() ? "" : path + " ").append(step.path("waiting_for").asText());
    if (step.hasNonNull("limited_by")) {
      said.append(" (").append(step.path("limited_by").asText()).append(')');
    }
    if (step.hasNonNull("waiting_since")) {
      var since =
          Duration.between(Instant.parse(step.path("waiting_since").asText()), Instant.now());
      said.append(" for ").append(Text.duration(since));
    }
    if (step.hasNonNull("next_try_at")) {
      var next = Duration.between(Instant.now(), Instant.parse(step.path("next_try_at").asText()));
      said.append(", next try in ").append(Text.duration(next));
    }
    return said.toString();
  }

  /** Prompts from the conversation, answers as they came: a repaired one stands under its step. */
  private void messages(JsonNode run) throws CliFailure {
    int wanted = step == null ? -1 : number(run);
    int asked = -1;
    for (var message : run.path("messages")) {
      var role = message.path("role").asText();
      if (role.equals("user")) {
        asked++;
      }
      boolean ofModel = role.equals("assistant");
      boolean here = wanted < 0 || (wanted == asked && !role.equals("system"));
      if ((ofModel ? answer : prompt) && here) {
        console().data(text(message.path("content")));
      }
    }
  }

  /** Which question of the conversation the step is. */
  private int number(JsonNode run) throws CliFailure {
    int asks = 0;
    for (var each : run.path("steps")) {
      if (wanted(each)) {
        return asks;
      }
      asks += each.path("kind").asText().equals("ask") ? 1 : 0;
    }
    throw CliFailure.of(Exit.NOT_FOUND, "no step " + step + " in " + id);
  }

  private boolean wanted(JsonNode each) {
    return step == null
        || each.path("step").asText().equals(step)
        || each.path("as").asText("").equals(step)
        || each.path("path").asText("").equals(step)
        || each.path("id").asText("").equals(step);
  }

  private static String name(JsonNode each) {
    var as = each.path("as").asText("");
    return each.path("step").asText() + (as.isEmpty() || each.path("as").isNull() ? "" : " " + as);
  }

  private static String ms(JsonNode each, String field) {
    return each.hasNonNull(field)
        ? Text.duration(Duration.ofMillis(each.path(field).asLong()))
        : "-";
  }

  private static String text(JsonNode content) {
    return dev.windlass.deploy.cli.job.Summary.output(content);
  }
}
