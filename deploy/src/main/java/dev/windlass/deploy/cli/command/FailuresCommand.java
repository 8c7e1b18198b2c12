package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Failed lines by class. */
@Command(description = "Shows a job's failed lines by class, with an example of each.")
final class FailuresCommand extends Verb {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  String id = "";

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    return ask(host -> {
      var groups = host.api().get("v1/jobs/" + Api.part(id) + "/failures?group_by=code").body();
      if (json) {
        print(groups);
        return Exit.OK;
      }
      var table = new Table("CLASS", "LINES>", "RETRYABLE", "EXAMPLE");
      var retryable = new ArrayList<String>();
      for (var group : groups.path("items")) {
        var code = group.path("code").asText();
        boolean again = group.path("retryable").asBoolean();
        if (again) {
          retryable.add(code);
        }
        table.row(
            code,
            Text.count(group.path("lines").asLong()),
            again ? "yes" : "no",
            group.path("example").path("line_id").asText()
                + "  "
                + Text.brief(group.path("example").path("message").asText(), 90));
      }
      print(table, "no line of " + id + " has failed");
      if (!retryable.isEmpty()) {
        say("retry what can be:  windlass retry " + id + " --codes " + String.join(",", retryable));
      }
      return Exit.OK;
    });
  }
}
