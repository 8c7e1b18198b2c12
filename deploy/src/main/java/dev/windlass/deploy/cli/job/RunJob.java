package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.input.InputFile;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.LiveView;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A chain over a file, from the first line to the last row. Given again it meets the same job: it
 * sends what is missing, waits for what is left, and writes the same rows.
 */
public final class RunJob {
  private final Console console;
  private final RunPlan plan;
  private final Host host;
  private final Leaving leaving;
  private final LiveView view;

  public RunJob(Console console, RunPlan plan, Host host, Leaving leaving) {
    this.console = console;
    this.plan = plan;
    this.host = host;
    this.leaving = leaving;
    this.view = new LiveView(console, !plan.quiet() && !plan.json());
  }

  public Exit run(Work work, InputFile rows, Identity identity)
      throws CliFailure, IOException, InterruptedException {
    long begun = System.nanoTime();
    var key =
        host.embedded()
            ? identity.keyIn(plan.data(), plan.fresh())
            : plan.fresh() ? identity.freshKey() : identity.key();
    var made = submission(work, rows, key).make(host.api());
    var job = made.job();
    job.refuseStopped();
    long before = job.done();
    header(work, rows, job, made.again());
    leaving.watch(host, view, job);
    try (var file = plan.out() == null ? null : OutFile.create(plan.out())) {
      var beside = new ArrayList<Task>();
      if (!job.sealed() && !job.ended()) {
        var submission = submission(work, rows, key);
        beside.add(new Task("lines up", () -> submission.send(host, job.id())));
      }
      var results = new Rows(host, job.id(), plan.orderOrUsual(), null, plan.include(), null);
      beside.add(new Task("rows down", () -> toTheEnd(results, file)));
      var ended = new Follow(host, view, beside).toTheEnd(job, leaving::seen);
      if (ended.state().equals("completed")) {
        for (var task : beside) {
          task.join();
        }
        if (file != null) {
          file.finish();
        }
      }
      view.clear();
      ended.refuseStopped();
      close(work, ended, Duration.ofNanos(System.nanoTime() - begun), before);
      return ended.exit();
    }
  }

  private Submission submission(Work work, InputFile rows, String key) {
    int concurrency =
        host.embedded()
            ? 0
            : plan.limits().stream()
                .map(limit -> limit.values().get("concurrency"))
                .filter(java.util.Objects::nonNull)
                .mapToInt(Integer::parseInt)
                .min()
                .orElse(0);
    return new Submission(
        work, rows, key, plan.name(), plan.labels(), plan.strict(), concurrency, plan.fairness());
  }

  private void toTheEnd(Rows results, @Nullable OutFile file)
      throws CliFailure, InterruptedException {
    try {
      results.toTheEnd(file != null ? file : new OutStream(console, view));
    } catch (Rows.SinkFailure full) {
      throw file != null
          ? file.notWritten(full.getMessage())
          : CliFailure.of(
              Exit.UNEXPECTED,
              "cannot write rows to standard output: " + full.getMessage(),
              "no answer is lost: give the same command again");
    }
  }

  private void header(Work work, InputFile rows, JobPage job, boolean again) throws IOException {
    if (!plan.quiet()) {
      var facts = new ArrayList<String>();
      facts.add(job.id());
      facts.add(work.title());
      facts.add(Text.count(rows.lines()) + (rows.lines() == 1 ? " line" : " lines"));
      if (work.known() != null && work.known().model() != null) {
        facts.add(work.known().model().toString());
      }
      plan.limits().forEach(limit -> facts.add(limit.toString()));
      facts.add(host.api().shown());
      console.say(String.join("  ", facts));
      if (again) {
        console.say(
            job.ended()
                ? "this job has ended before: its rows are written again and nobody is called;"
                    + " --new starts a fresh one"
                : "going on with a job that is there: "
                    + Text.count(job.done())
                    + " of "
                    + Text.count(rows.lines())
                    + " lines were done");
      }
    }
    Providers.warnOfSimulated(host.api(), console);
  }

  private void close(Work work, JobPage ended, Duration took, long before)
      throws CliFailure, IOException {
    if (plan.json() && plan.out() != null) {
      console.data(Json.text(Summary.object(ended, took, plan.out().toString())));
    }
    if (!plan.quiet() && !plan.json()) {
      Summary.lines(ended, took, before, work.known()).forEach(console::say);
    }
    if (!plan.json()) {
      for (var line : Summary.failures(host.api(), ended)) {
        console.say(line);
      }
    }
    if (ended.state().equals("rejected")) {
      throw CliFailure.usage(
          ended.id()
              + " was rejected: "
              + ended.json().path("rejected_lines").asLong()
              + " lines are wrong",
          "mend them, or leave out --strict: then each is one failed row");
    }
  }
}
