package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.input.InputFile;
import dev.windlass.deploy.cli.input.Spool;
import dev.windlass.deploy.cli.job.Follow;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.job.Identity;
import dev.windlass.deploy.cli.job.JobPage;
import dev.windlass.deploy.cli.job.Leaving;
import dev.windlass.deploy.cli.job.Resolve;
import dev.windlass.deploy.cli.job.Submission;
import dev.windlass.deploy.cli.job.Summary;
import dev.windlass.deploy.cli.job.Work;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.LiveView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A job handed to a server that runs elsewhere. */
@Command(
    description =
        "Hands a chain over a file to a server, prints the job's id, and comes back. Given again with"
            + " the same words it finds the same job, and sends what is missing.")
final class SubmitCommand extends Verb {
  @Parameters(index = "0", paramLabel = "CHAIN|PROMPT", description = "What to run, as for run.")
  String what = "";

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      description = "What to run it over, or - for NDJSON on standard input.")
  String input = "";

  @Mixin WorkOptions work = new WorkOptions();

  @Mixin FairnessOptions fairness = new FairnessOptions();

  @Option(names = "--wait", description = "Wait for the job to end.")
  boolean wait;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    var labels = work.labelPairs();
    var place = fairness.fairness();
    return ask(host -> {
      var folder = Path.of(System.getProperty("java.io.tmpdir"), "windlass-spool");
      try (var spool = input.equals("-") ? Spool.of(console().in(), folder) : null) {
        var rows = spool != null ? spool.rows() : InputFile.open(console().path(input), input);
        var resolve = new Resolve(console(), console().env("WINDLASS_DEFAULT_MODEL"));
        var here = resolve.here(what, work.model, rows, true);
        var resolved = here != null ? here : Work.stored(host.api(), what, work.model);
        var identity = Identity.of(rows.digest(), resolved.digest(), work.name, work.model, null);
        return submit(
            host,
            new Submission(
                resolved,
                rows,
                work.fresh ? identity.freshKey() : identity.key(),
                work.name,
                labels,
                work.strict,
                0,
                place));
      }
    });
  }

  private Exit submit(Host host, Submission submission)
      throws CliFailure, IOException, InterruptedException {
    var made = submission.make(host.api());
    var job = made.job();
    if (!job.sealed() && !job.ended()) {
      submission.send(host, job.id());
      job = new JobPage(host.api().get("v1/jobs/" + job.id()).body());
    }
    if (made.again()) {
      say("that job is there already (" + job.state() + "); --new makes a fresh one");
    }
    if (!json) {
      console().data(job.id());
    } else if (!wait) {
      print(job.json());
    }
    console().out().flush();
    return wait ? waitFor(host, job) : Exit.OK;
  }

  private Exit waitFor(Host host, JobPage job)
      throws CliFailure, IOException, InterruptedException {
    long begun = System.nanoTime();
    var view = new LiveView(console(), !quiet && !json);
    var leaving = new Leaving(console());
    leaving.follow(host, view, job);
    var ended = new Follow(host, view).toTheEnd(job, leaving::seen);
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
  }
}
