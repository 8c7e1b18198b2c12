package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import picocli.CommandLine.Command;

/** What can be done with collections of documents. */
@Command(
    description = "Adds documents to collections, lists, shows, searches and deletes them.",
    subcommands = {
      CollectionVerbs.Add.class,
      CollectionVerbs.ListAll.class,
      CollectionVerbs.Show.class,
      CollectionVerbs.Search.class,
      CollectionVerbs.Delete.class
    })
final class CollectionCommand extends Verb {
  @Override
  public Exit call() throws CliFailure {
    throw CliFailure.usage(
        "collection does nothing by itself",
        "one of: windlass collection add|list|show|search|delete");
  }
}
