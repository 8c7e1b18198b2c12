package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A chain over one input: waits for the answer and prints it. */
public final class RunOne {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_MS = 300;

  private final Console console;
  private final RunPlan plan;
  private final Host host;

  public RunOne(Console console, RunPlan plan, Host host) {
    this.console = console;
    this.plan = plan;
    this.host = host;
  }

  public Exit run(Work work, Identity identity)
      throws CliFailure, IOException, InterruptedException {
    Providers.warnOfSimulated(host.api(), console);
    var key =
        host.embedded()
            ? identity.keyIn(plan.data(), plan.fresh())
            : plan.fresh() ? identity.freshKey() : identity.key();
    var body = Json.object();
    body.set("chain", work.chain());
    body.set("input", plan.single());
    if (!plan.labels().isEmpty()) {
      var labels = body.putObject("labels");
      plan.labels().forEach(labels::put);
    }
    if (plan.fairness().weight() != null) {
      throw CliFailure.usage(
          "--weight is for a job, and this is one run", "give it --priority, or a file of rows");
    }
    plan.fairness().write(body);
    var answer =
        host.api()
            .send(
                "POST",
                "v1/runs",
                body,
                Map.of("Idempotency-Key", "\"" + key + "\"", "Prefer", "wait=" + WAIT.toSeconds()),
                WAIT);
    var run = answer.body();
    if (answer.replayed() && ended(run) && !plan.quiet()) {
      console.say(
          run.path("id").asText() + " answered this before and nobody is called; --new asks again");
    }
    var patience = new Patience(host);
    while (!ended(run)) {
      Thread.sleep(LOOK_EVERY_MS);
      try {
        run = host.api().get("v1/runs/" + run.path("id").asText()).body();
        patience.answered();
      } catch (IOException cut) {
        patience.noAnswer(cut);
      }
    }
    return print(run);
  }

  private static boolean ended(JsonNode run) {
    return switch (run.path("status").asText()) {
      case "succeeded", "failed", "cancelled" -> true;
      default -> false;
    };
  }

  private Exit print(JsonNode run) throws CliFailure {
    boolean good = run.path("status").asText().equals("succeeded");
    var text = plan.json() ? Json.text(run) : good ? Summary.output(run.path("output")) : "";
    if (plan.out() != null && good) {
      try (var file = OutFile.create(plan.out())) {
        file.row(text.getBytes(StandardCharsets.UTF_8));
        file.finish();
      } catch (IOException failed) {
        throw CliFailure.of(
            Exit.UNEXPECTED, "cannot write " + plan.out() + ": " + failed.getMessage());
      }
    } else if (good || plan.json()) {
      console.data(text);
    }
    if (!good && !plan.json()) {
      var error = run.path("error");
      console.say(
          run.path("id").asText()
              + " "
              + run.path("status").asText()
              + ": "
              + error.path("class").asText()
              + ": "
              + error.path("message").asText());
      console.say("look: windlass show " + run.path("id").asText());
    }
    return good ? Exit.OK : Exit.FAILED_LINES;
  }
}
