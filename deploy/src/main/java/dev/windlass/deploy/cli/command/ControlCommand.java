package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.JobPage;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pause, resume and cancel: one request each, and repeating it changes nothing. */
abstract class ControlCommand extends Verb {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  String id = "";

  private final String verb;

  ControlCommand(String verb) {
    this.verb = verb;
  }

  @Nullable ObjectNode body() {
    return null;
  }

  /** Whether to go on, after a question where one is due. */
  boolean sure() throws IOException {
    return true;
  }

  abstract String done(JobPage job);

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    return ask(host -> {
      if (!sure()) {
        say("left as it is");
        return Exit.OK;
      }
      var answer = host.api().post("v1/jobs/" + Api.part(id) + "/" + verb, body(), Map.of());
      if (json) {
        print(answer.body());
      } else {
        say(done(new JobPage(answer.body())));
      }
      return Exit.OK;
    });
  }

  /** No new call. */
  @Command(description = "Starts no new call of a job. Calls in flight end and are kept.")
  static final class Pause extends ControlCommand {
    Pause() {
      super("pause");
    }

    @Override
    String done(JobPage job) {
      return id + " is " + job.state() + "; windlass resume " + id + " lets it go on";
    }
  }

  /** Go on. */
  @Command(description = "Lets a paused job go on.")
  static final class Resume extends ControlCommand {
    Resume() {
      super("resume");
    }

    @Override
    String done(JobPage job) {
      return id + " is " + job.state();
    }
  }

  /** End it. */
  @Command(
      description = {
        "Ends a job: no new call; calls in flight end and are kept, or with --abort are cut.",
        "Lines that were not done become cancelled rows. Asks first on a terminal."
      })
  static final class Cancel extends ControlCommand {
    @Option(names = "--abort", description = "Cut calls in flight; what they cost stays unknown.")
    boolean abort;

    @Option(
        names = {"-y", "--yes"},
        description = "Do not ask.")
    boolean yes;

    Cancel() {
      super("cancel");
    }

    @Override
    ObjectNode body() {
      return Json.object().put("mode", abort ? "abort" : "drain");
    }

    @Override
    boolean sure() throws IOException {
      if (yes || json || !console().inIsTerminal() || !console().errIsTerminal()) {
        return true;
      }
      console()
          .err()
          .print("cancel " + Text.visible(id) + "? its waiting lines will not run [y/N] ");
      console().err().flush();
      int first = console().in().read();
      return first == 'y' || first == 'Y';
    }

    @Override
    String done(JobPage job) {
      return id
          + " is "
          + job.state()
          + ": "
          + Text.count(job.count("succeeded"))
          + " succeeded, "
          + Text.count(job.count("failed"))
          + " failed, "
          + Text.count(job.count("cancelled"))
          + " cancelled";
    }
  }
}
