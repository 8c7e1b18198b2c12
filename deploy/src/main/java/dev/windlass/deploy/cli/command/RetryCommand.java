package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Failed lines again. */
@Command(
    description =
        "Takes a job's failed lines up again. Steps that were completed are not called again, unless"
            + " --from says so. A single run by its id is taken up the same way.")
final class RetryCommand extends Verb {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id, or a run's.")
  String id = "";

  @Option(
      names = "--codes",
      split = ",",
      paramLabel = "CLASS,...",
      description = "Only failures of these classes.")
  List<String> codes = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "STEP",
      description = "failed (usual), start, or a step by its id or variable.")
  @Nullable String from;

  @Option(names = "--cancelled", description = "Also lines that were cancelled.")
  boolean cancelled;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    var body = Json.object();
    if (!codes.isEmpty()) {
      var list = body.putArray("codes");
      codes.forEach(list::add);
    }
    if (from != null) {
      if (from.equals("failed") || from.equals("start")) {
        body.put("from", from);
      } else {
        body.putObject("from").put("step", from);
      }
    }
    if (cancelled) {
      body.put("cancelled", true);
    }
    boolean run = id.startsWith("run_");
    return ask(host -> {
      var path =
          run ? "v1/runs/" + Api.part(id) + "/retry" : "v1/jobs/" + Api.part(id) + "/retry-failed";
      var answer = host.api().post(path, body, Map.of()).body();
      if (json) {
        print(answer);
      } else if (run) {
        say(id + " is taken up again; windlass show " + id);
      } else {
        long lines = answer.path("retried").asLong();
        say(
            lines == 0
                ? "nothing to retry in " + id
                : Text.count(lines)
                    + (lines == 1 ? " line of " : " lines of ")
                    + id
                    + " taken up again; "
                    + (host.embedded()
                        ? "give the same windlass run again to run them"
                        : "windlass attach " + id));
      }
      return Exit.OK;
    });
  }
}
