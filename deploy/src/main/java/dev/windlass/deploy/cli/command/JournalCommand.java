package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import picocli.CommandLine.Command;

/** What can be done with a journal. */
@Command(
    description = "Backs a journal up, moves it to PostgreSQL, and prepares its tables there.",
    subcommands = {JournalVerbs.Backup.class, JournalVerbs.Copy.class, JournalVerbs.Migrate.class})
final class JournalCommand extends Verb {
  @Override
  public Exit call() throws CliFailure {
    throw CliFailure.usage(
        "journal does nothing by itself", "one of: windlass journal backup|copy|migrate");
  }
}
