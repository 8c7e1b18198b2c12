package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.job.Follow;
import dev.windlass.deploy.cli.job.JobPage;
import dev.windlass.deploy.cli.job.Leaving;
import dev.windlass.deploy.cli.job.Summary;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.LiveView;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for a job that is there to end. */
@Command(
    description =
        "Waits for a job to end, with the bar that run shows, and exits as run would. Ctrl-C leaves it"
            + " going.")
final class AttachCommand extends Verb {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  String id = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Give up waiting after so long, with exit code 8.")
  long timeout;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    return ask(host -> {
      long begun = System.nanoTime();
      var job = new JobPage(host.api().get("v1/jobs/" + Api.part(id)).body());
      var view = new LiveView(console(), !quiet && !json);
      var leaving = new Leaving(console());
      leaving.follow(host, view, job);
      var follow = new Follow(host, view);
      if (timeout > 0) {
        follow.until(Duration.ofSeconds(timeout));
      }
      var ended = follow.toTheEnd(job, leaving::seen);
      view.clear();
      if (json) {
        print(ended.json());
      } else {
        Summary.lines(ended, Duration.ofNanos(System.nanoTime() - begun), job.done(), null)
            .forEach(this::say);
        for (var line : Summary.failures(host.api(), ended)) {
          console().say(line);
        }
      }
      return ended.exit();
    });
  }
}
