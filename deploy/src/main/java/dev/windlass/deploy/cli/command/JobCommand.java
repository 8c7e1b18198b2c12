package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.JobPage;
import dev.windlass.deploy.cli.term.Bar;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Text;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One job. */
@Command(
    description = {
      "Shows one job: how far it is, how fast, what it waits for, what it cost.",
      "With --priority, --weight or --label it changes that first, also of a job that runs: what is"
          + " queued goes by it within a second."
    })
final class JobCommand extends Verb {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  String id = "";

  @Mixin FairnessOptions fairness = new FairnessOptions();

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A label to put on it, or with K= to take from it; may be repeated.")
  List<String> labels = new ArrayList<>();

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    var change = change();
    return ask(host -> {
      var path = "v1/jobs/" + Api.part(id);
      var answer = change.isEmpty() ? host.api().get(path) : host.api().patch(path, change);
      var job = new JobPage(answer.body());
      if (json) {
        print(job.json());
      } else {
        show(job);
      }
      return Exit.OK;
    });
  }

  private ObjectNode change() throws CliFailure {
    var change = Json.object();
    fairness.fairness().write(change);
    for (var label : WorkOptions.pairs(labels).entrySet()) {
      var value = label.getValue();
      change.withObject("/labels").put(label.getKey(), value.isEmpty() ? null : value);
    }
    return change;
  }

  private void show(JobPage job) {
    var out = console();
    var json = job.json();
    out.data(
        job.id()
            + (json.path("name").asText("").isEmpty() ? "" : "  " + json.path("name").asText()));
    fact("chain", json.path("chain").asText());
    fact("state", Bar.plain(job.progress(), ZonedDateTime.now(ZoneId.systemDefault())));
    fact(
        "fairness",
        "priority "
            + json.path("priority").asInt()
            + ", weight "
            + json.path("weight").asText("1"));
    fact(
        "lines",
        Text.count(job.accepted())
            + " accepted, "
            + Text.count(json.path("rejected_lines").asLong())
            + " rejected, "
            + Text.count(job.count("waiting"))
            + " waiting, "
            + Text.count(job.count("running"))
            + " running, "
            + Text.count(job.count("succeeded"))
            + " succeeded, "
            + Text.count(job.count("failed"))
            + " failed, "
            + Text.count(job.count("cancelled"))
            + " cancelled");
    var all = job.progress().waits();
    var waits = new ArrayList<String>();
    for (var reason : all.reasons()) {
      waits.add(reason + " " + Text.count(all.lines().getOrDefault(reason, 0L)));
    }
    if (!waits.isEmpty()) {
      fact("waiting for", String.join(", ", waits));
    }
    if (all.reason() != null && json.hasNonNull("waiting_since")) {
      fact("since", json.path("waiting_since").asText() + " (" + all.reason() + ")");
    }
    fact(
        "tokens",
        Text.count(json.path("tokens_in").asLong())
            + " in, "
            + Text.count(json.path("tokens_out").asLong())
            + " out");
    if (job.cost() != null) {
      fact("cost", job.cost());
    }
    fact("created", json.path("created_at").asText());
    if (!json.path("ended_at").asText("").isEmpty() && !json.path("ended_at").isNull()) {
      fact("ended", json.path("ended_at").asText());
    }
  }

  private void fact(String name, String value) {
    console().data("  " + name + " ".repeat(13 - name.length()) + value);
  }
}
