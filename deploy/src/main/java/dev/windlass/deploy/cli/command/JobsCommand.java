package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.job.JobPage;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The list of jobs. */
@Command(description = "Lists jobs, newest first.")
final class JobsCommand extends Verb {
  private static final int PAGE = 200;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "receiving, running, paused, completed, cancelled, expired or rejected.")
  @Nullable String state;

  @Option(names = "--chain", paramLabel = "NAME", description = "Only jobs of this chain.")
  @Nullable String chain;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "Only jobs with this label; may be repeated.")
  List<String> labels = new ArrayList<>();

  @Option(names = "-n", paramLabel = "N", description = "At most so many (50); 0 for all.")
  int most = 50;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    return ask(host -> {
      var table =
          new Table(
              "JOB", "NAME", "CHAIN", "STATE", "DONE>", "FAILED>", "LINES>", "RATE>", "LIMITED BY");
      int left = most <= 0 ? Integer.MAX_VALUE : most;
      String token = null;
      do {
        var page = host.api().get(path(Math.min(PAGE, left), token)).body();
        for (var item : page.path("items")) {
          if (left-- <= 0) {
            break;
          }
          if (json) {
            print(item);
          } else {
            row(table, new JobPage(item));
          }
        }
        token = page.path("next_page_token").asText(null);
      } while (left > 0 && token != null && !token.isEmpty());
      if (!json) {
        print(table, "no jobs yet; windlass run CHAIN INPUT makes one");
      }
      return Exit.OK;
    });
  }

  private String path(int size, @Nullable String token) {
    var path = new StringBuilder("v1/jobs?page_size=").append(size);
    if (state != null) {
      path.append("&state=").append(Api.part(state));
    }
    if (chain != null) {
      path.append("&chain=").append(Api.part(chain));
    }
    labels.forEach(label -> path.append("&label=").append(Api.part(label)));
    if (token != null) {
      path.append("&page_token=").append(Api.part(token));
    }
    return path.toString();
  }

  private static void row(Table table, JobPage job) {
    var progress = job.progress();
    table.row(
        job.id(),
        Text.brief(job.json().path("name").asText(""), 24),
        job.json().path("chain").asText(),
        job.state(),
        job.accepted() == 0
            ? "-"
            : String.format(Locale.ROOT, "%.1f %%", 100.0 * job.done() / job.accepted()),
        Text.count(progress.failed()),
        Text.count(job.accepted()),
        job.ended() ? "-" : Text.rate(progress.ratePerSecond()) + "/s",
        progress.waits().limitedBy() == null ? "" : progress.waits().limitedBy());
  }
}
