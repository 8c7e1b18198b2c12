package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Completion for shells. */
@Command(
    description = "Prints completion for a shell.",
    footer = {
      "",
      "bash: eval \"$(windlass completion bash)\"      zsh: the same, after bashcompinit.",
      "fish: windlass completion fish > ~/.config/fish/completions/windlass.fish"
    })
final class CompletionCommand extends Verb {
  @Parameters(index = "0", paramLabel = "bash|zsh|fish", description = "The shell.")
  String shell = "";

  @Override
  public Exit call() throws CliFailure {
    var root = new CommandLine(new Root()).setCommandName("windlass");
    Verbs.ALL.forEach((name, entry) -> root.addSubcommand(name, entry.command().get()));
    switch (shell) {
      case "bash" -> console().out().print(AutoComplete.bash("windlass", root));
      case "zsh" ->
          console()
              .out()
              .print(
                  "autoload -U +X compinit bashcompinit && compinit -u && bashcompinit\n"
                      + AutoComplete.bash("windlass", root));
      case "fish" -> fish(root);
      default ->
          throw CliFailure.usage("no completion for " + shell, "bash, zsh and fish are known");
    }
    return Exit.OK;
  }

  private void fish(CommandLine root) {
    var out = console().out();
    out.print("complete -c windlass -f\n");
    for (var verb : root.getSubcommands().entrySet()) {
      var does = Verbs.ALL.get(verb.getKey());
      out.print(
          "complete -c windlass -n __fish_use_subcommand -a "
              + verb.getKey()
              + " -d "
              + quoted(does == null ? "" : does.does())
              + "\n");
      for (var nested : verb.getValue().getSubcommands().keySet()) {
        out.print(
            "complete -c windlass -n '__fish_seen_subcommand_from "
                + verb.getKey()
                + "' -a "
                + nested
                + "\n");
      }
      for (var option : verb.getValue().getCommandSpec().options()) {
        var line =
            new StringBuilder(
                "complete -c windlass -n '__fish_seen_subcommand_from " + verb.getKey() + "'");
        for (var name : option.names()) {
          line.append(
              name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        line.append(option.arity().max() > 0 ? " -r -F" : "");
        var description = option.description();
        line.append(" -d ").append(quoted(description.length == 0 ? "" : description[0]));
        out.print(line.append('\n'));
      }
    }
    out.print("complete -c windlass -n '__fish_seen_subcommand_from run submit' -F\n");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Holds the verbs for the generator. */
  @Command
  static final class Root {}
}
