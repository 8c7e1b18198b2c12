package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import picocli.CommandLine.Command;

/** What can be done with chains. */
@Command(
    description = "Checks, applies, lists, shows, previews and imports chains.",
    subcommands = {
      ChainVerbs.Check.class,
      ChainVerbs.Apply.class,
      ChainVerbs.ListAll.class,
      ChainVerbs.Show.class,
      ChainVerbs.Preview.class,
      ChainTexts.Import.class,
      ChainTexts.Schema.class
    })
final class ChainCommand extends Verb {
  @Override
  public Exit call() throws CliFailure {
    throw CliFailure.usage(
        "chain does nothing by itself",
        "one of: windlass chain check|apply|list|show|preview|import|schema");
  }
}
