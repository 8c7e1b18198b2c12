package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.job.Follow;
import dev.windlass.deploy.cli.job.JobPage;
import dev.windlass.deploy.cli.job.Leaving;
import dev.windlass.deploy.cli.job.Summary;
import dev.windlass.deploy.cli.term.Bar;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.LiveView;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A job as it goes on, for the eye or for a log. */
@Command(
    description =
        "Watches a job to its end: a bar on a terminal; with --plain, or where there is no terminal, a"
            + " line on standard output whenever it has moved. Exits 0 when the job has ended.")
final class WatchCommand extends Verb {
  private static final long LINE_EVERY_MS = 1_000;

  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  String id = "";

  @Option(names = "--plain", description = "Lines instead of a bar.")
  boolean plain;

  private @Nullable ObjectNode shown;
  private long shownAt;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    return ask(host -> {
      long begun = System.nanoTime();
      var job = new JobPage(host.api().get("v1/jobs/" + Api.part(id)).body());
      var view = new LiveView(console(), !quiet && !json && !plain, true);
      var leaving = new Leaving(console());
      leaving.follow(host, view, job);
      var ended =
          new Follow(host, view)
              .toTheEnd(
                  job,
                  now -> {
                    leaving.seen(now);
                    if (!view.on()) {
                      line(now);
                    }
                  });
      view.clear();
      if (view.on()) {
        Summary.lines(ended, Duration.ofNanos(System.nanoTime() - begun), job.done(), null)
            .forEach(this::say);
      }
      return Exit.OK;
    });
  }

  /** One line for a job that has moved, at most one a second, and always the last. */
  private void line(JobPage job) {
    var counts =
        job.json().get("counts") instanceof ObjectNode it
            ? it.deepCopy().put("state", job.state())
            : null;
    boolean due = System.nanoTime() - shownAt > LINE_EVERY_MS * 1_000_000;
    boolean unmoved = counts != null && counts.equals(shown);
    boolean tooSoon = !due && !job.ended() && shown != null;
    if (unmoved || tooSoon) {
      return;
    }
    shown = counts;
    shownAt = System.nanoTime();
    if (json) {
      print(job.json());
    } else {
      console().data(Bar.plain(job.progress(), ZonedDateTime.now(ZoneId.systemDefault())));
    }
    console().out().flush();
  }
}
