package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import picocli.CommandLine.Command;

/** Several nodes on this machine, to try. */
@Command(
    description =
        "Several nodes on this machine, to try: PostgreSQL, the simulated provider and the nodes, each"
            + " a process of its own in one folder.",
    subcommands = {ClusterVerbs.Up.class, ClusterVerbs.Status.class, ClusterVerbs.Down.class})
final class ClusterCommand extends Verb {
  @Override
  public Exit call() throws CliFailure {
    throw CliFailure.usage(
        "cluster does nothing by itself", "one of: windlass cluster up|status|down");
  }
}
