package dev.windlass.deploy.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.ProviderOptions;
import dev.windlass.deploy.cli.Running;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.input.InputFile;
import dev.windlass.deploy.cli.job.Fairness;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.job.Identity;
import dev.windlass.deploy.cli.job.Leaving;
import dev.windlass.deploy.cli.job.RunJob;
import dev.windlass.deploy.cli.job.RunPlan;
import dev.windlass.deploy.cli.job.TemporaryFolder;
import dev.windlass.deploy.cli.job.Work;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The capital of every country, asked of a simulated provider, and nothing left behind. */
public final class Demo {
  private static final Duration LATENCY = Duration.ofMillis(300);
  private static final Set<String> SHOWN = Set.of("France", "Japan", "Kenya");

  private final Session session;
  private final boolean json;
  private final boolean quiet;

  public Demo(Session session, boolean json, boolean quiet) {
    this.session = session;
    this.json = json;
    this.quiet = quiet;
  }

  public Exit run() throws CliFailure, IOException, InterruptedException {
    var console = session.console();
    if (!quiet && !json) {
      console.say(
          "The capital city of every country, two questions each, asked of a simulated provider"
              + " that takes "
              + LATENCY.toMillis()
              + " ms to answer. Nothing leaves this machine.");
    }
    try (var folder = TemporaryFolder.create("windlass-demo-")) {
      var leaving = new Leaving(console, folder);
      leaving.listen();
      var chain = Examples.chain(folder.path());
      var rows = InputFile.open(Examples.copy(Examples.ROWS, folder.path()), Examples.ROWS);
      var options = ServerOptions.embedded(folder.path().resolve("data"));
      var provider = provider();
      try (var host = Host.here(session, options.withOpenAi(provider.url()))) {
        var out = folder.path().resolve("out.jsonl");
        var plan = plan(out, options);
        var exit =
            new RunJob(console, plan, host, leaving)
                .run(
                    Work.of(chain, false),
                    rows,
                    Identity.of(rows.digest(), chain.digest(), null, null, null));
        sample(out);
        return exit;
      } finally {
        provider.stop();
      }
    }
  }

  private Running provider() throws CliFailure {
    try {
      return session.providers().get().start(ProviderOptions.calm(LATENCY));
    } catch (StartFailure failure) {
      throw CliFailure.of(Exit.ofCode(failure.exitCode()), String.valueOf(failure.getMessage()));
    }
  }

  private RunPlan plan(Path out, ServerOptions options) {
    return new RunPlan(
        Examples.CHAIN,
        Examples.ROWS,
        Json.object(),
        out,
        null,
        "input",
        List.of(),
        options.data(),
        null,
        false,
        false,
        Map.of(),
        Fairness.USUAL,
        null,
        false,
        quiet || json,
        options);
  }

  private void sample(Path out) throws IOException {
    var console = session.console();
    for (var line : Files.readAllLines(out)) {
      var row = Json.read(line);
      if (json) {
        console.data(line);
      } else if (shown(row)) {
        transcript(row);
      }
    }
    console.out().flush();
    if (!quiet && !json) {
      console.say("");
      console.say(
          "The same by hand:      windlass run deploy/examples/capital-city.yaml deploy/examples/countries.jsonl -o out.jsonl");
      console.say("And with kill -9:      windlass demo --crash");
    }
  }

  private static boolean shown(JsonNode row) {
    for (var message : row.path("messages")) {
      var text = message.path("content").asText();
      if (SHOWN.stream().anyMatch(country -> text.contains("capital of " + country + "?"))) {
        return true;
      }
    }
    return false;
  }

  private void transcript(JsonNode row) {
    var console = session.console();
    console.data("");
    console.data(row.path("line_id").asText() + "  " + row.path("status").asText());
    for (var message : row.path("messages")) {
      var role = message.path("role").asText();
      if (!role.equals("system")) {
        console.data(
            "  "
                + role
                + " ".repeat(Math.max(1, 11 - role.length()))
                + message.path("content").asText());
      }
    }
  }
}
