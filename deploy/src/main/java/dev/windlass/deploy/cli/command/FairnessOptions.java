package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.job.Fairness;
import dev.windlass.deploy.cli.term.CliFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A job's place beside others. */
final class FairnessOptions {
  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 9, usually 5: jobs of a higher one go first.")
  @Nullable Integer priority;

  @Option(
      names = "--weight",
      paramLabel = "W",
      description =
          "0.01 to 1000, usually 1: a job's part of the tokens beside others of its priority.")
  @Nullable Double weight;

  Fairness fairness() throws CliFailure {
    if (priority != null && (priority < 0 || priority > 9)) {
      throw CliFailure.usage("--priority " + priority + " is none", "it is 0 to 9, usually 5");
    }
    if (weight != null && !(weight >= 0.01 && weight <= 1000)) {
      throw CliFailure.usage("--weight " + weight + " is none", "it is 0.01 to 1000, usually 1");
    }
    return new Fairness(priority, weight);
  }
}
