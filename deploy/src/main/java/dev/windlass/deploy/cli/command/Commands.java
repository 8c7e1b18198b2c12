package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.http.Problems;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Interrupts;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where a command line begins and ends. */
public final class Commands {
  private Commands() {}

  /** Runs one command line; nothing is thrown, whatever happens. */
  public static Exit run(String[] words, Session session) {
    var console = session.console();
    try {
      return dispatch(List.of(words), session);
    } catch (CliFailure failure) {
      return failed(failure, console, wantsJson(words));
    } catch (IOException broken) {
      return failed(CliFailure.of(Exit.UNEXPECTED, message(broken)), console, wantsJson(words));
    } catch (InterruptedException stopped) {
      return Exit.DETACHED;
    } catch (RuntimeException | Error bug) {
      return failed(
          CliFailure.of(
              Exit.UNEXPECTED,
              "a bug in windlass: " + bug,
              "WINDLASS_TRACE=1 shows where; no acknowledged line is lost by it"),
          console,
          wantsJson(words),
          bug);
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private static Exit dispatch(List<String> words, Session session)
      throws CliFailure, IOException, InterruptedException {
    var console = session.console();
    if (words.isEmpty() || words.getFirst().equals("--help") || words.getFirst().equals("-h")) {
      HelpText.overview().forEach(console::data);
      return words.isEmpty() ? Exit.USAGE : Exit.OK;
    }
    if (words.getFirst().equals("--version") || words.getFirst().equals("-V")) {
      return dispatch(List.of("version"), session);
    }
    if (words.getFirst().equals("help")) {
      return words.size() == 1
          ? dispatch(List.of("--help"), session)
          : dispatch(List.of(words.get(1), "--help"), session);
    }
    var name = words.getFirst();
    var entry = Verbs.ALL.get(name);
    if (entry == null) {
      throw unknown(name);
    }
    var verb = entry.command().get();
    verb.give(session);
    return execute(line(name, verb, console), words.subList(1, words.size()), session);
  }

  /** A command line of one verb, as picocli sees it. */
  static CommandLine line(String name, Verb verb, Console console) {
    var line =
        new CommandLine(verb)
            .setCommandName("windlass " + name)
            .setUsageHelpWidth(Math.min(100, Math.max(60, console.columns())))
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    console.colours() && console.outIsTerminal()
                        ? CommandLine.Help.Ansi.ON
                        : CommandLine.Help.Ansi.OFF));
    line.setExpandAtFiles(false); // a prompt may begin with @
    fill(line);
    return line;
  }

  /** Texts are broken where the terminal ends, and not where the program's line did. */
  private static void fill(CommandLine line) {
    var usage = line.getCommandSpec().usageMessage();
    usage.description(filled(usage.description()));
    usage.footer(filled(usage.footer()));
    line.getSubcommands().values().forEach(Commands::fill);
  }

  private static String[] filled(String[] lines) {
    var filled = new ArrayList<String>();
    boolean open = false;
    for (var line : lines) {
      if (open && !line.isEmpty()) {
        filled.add(filled.removeLast() + " " + line);
      } else {
        filled.add(line);
      }
      open = !line.isEmpty() && Character.isLetterOrDigit(line.charAt(line.length() - 1));
    }
    return filled.toArray(String[]::new);
  }

  private static Exit execute(CommandLine line, List<String> words, Session session)
      throws CliFailure, IOException, InterruptedException {
    try {
      var parsed = line.parseArgs(words.toArray(String[]::new));
      var last = parsed;
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      if (last.isUsageHelpRequested()) {
        session.console().out().print(last.commandSpec().commandLine().getUsageMessage());
        return Exit.OK;
      }
      if (!(last.commandSpec().userObject() instanceof Verb verb)) {
        throw new IllegalStateException("every command is a Verb");
      }
      verb.give(session);
      return verb.call();
    } catch (ParameterException wrong) {
      throw CliFailure.usage(
          explain(wrong),
          "see `"
              + wrong
                  .getCommandLine()
                  .getCommandName()
                  .replaceFirst("^(?!windlass)", line.getCommandName() + " ")
              + " --help`");
    }
  }

  private static CliFailure unknown(String name) {
    return name.startsWith("-")
        ? CliFailure.usage("unknown option " + name, "the verb comes first; see `windlass --help`")
        : CliFailure.usage(
            "no command "
                + name
                + Text.nearest(name, Verbs.ALL.keySet())
                    .map(it -> "; did you mean " + it + "?")
                    .orElse(""),
            "see `windlass --help`");
  }

  private static String explain(ParameterException wrong) {
    var text = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      var word = unmatched.getUnmatched().getFirst();
      if (word.startsWith("-")) {
        var known =
            wrong.getCommandLine().getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
        var flag = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        return "unknown option "
            + flag
            + Text.nearest(flag, known).map(it -> "; did you mean " + it + "?").orElse("");
      }
      var verbs = wrong.getCommandLine().getSubcommands().keySet();
      return "one word too many: "
          + word
          + Text.nearest(word, verbs).map(it -> "; did you mean " + it + "?").orElse("");
    }
    return text;
  }

  private static Exit failed(CliFailure failure, Console console, boolean json) {
    return failed(failure, console, json, failure);
  }

  private static Exit failed(CliFailure failure, Console console, boolean json, Throwable cause) {
    if (Interrupts.leaving()) {
      park();
    }
    if (json) {
      console.err().print(Json.text(Problems.object(failure)) + "\n");
    } else {
      var places =
          failure.exit() == Exit.USAGE
              && failure.problem() != null
              && failure.slug().equals("about:blank");
      console.say((places ? "" : "windlass: ") + failure.what());
      if (failure.next() != null) {
        console.say("  " + failure.next());
      }
    }
    if (console.env("WINDLASS_TRACE") != null) {
      cause.printStackTrace(console.err());
    }
    return failure.exit();
  }

  /**
   * Ctrl-C's own thread ends the process, and says how; what fails meanwhile fails because of it.
   */
  private static void park() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean wantsJson(String[] words) {
    return Arrays.asList(words).contains("--json");
  }

  private static String message(IOException broken) {
    return broken.getMessage() == null ? broken.toString() : broken.getMessage();
  }
}
