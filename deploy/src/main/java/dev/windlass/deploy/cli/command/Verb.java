package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all commands share. */
@Command(sortOptions = false, usageHelpAutoWidth = false)
abstract class Verb implements Callable<Exit> {
  @Option(names = "--json", description = "One object, or one a line, for scripts.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Nothing on standard error but errors.")
  boolean quiet;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Say how it is used.")
  boolean help;

  private @Nullable Session session;

  void give(Session given) {
    session = given;
  }

  Session session() {
    if (session == null) {
      throw new IllegalStateException("a command runs within a session");
    }
    return session;
  }

  Console console() {
    return session().console();
  }

  @Override
  public abstract Exit call() throws CliFailure, IOException, InterruptedException;

  /** What is done with a server. */
  interface Asking {
    Exit with(Host host) throws CliFailure, IOException, InterruptedException;
  }

  /** Asks the server of jobs; no answer from it is exit 6. */
  Exit ask(Asking asking) throws CliFailure, InterruptedException {
    try (var host = Host.forAsking(session())) {
      try {
        return asking.with(host);
      } catch (IOException noAnswer) {
        throw host.api().unreachable(noAnswer);
      }
    }
  }

  void print(JsonNode value) {
    console().data(Json.text(value));
  }

  void print(Table table, String whenEmpty) {
    if (table.isEmpty()) {
      if (!quiet) {
        console().say(whenEmpty);
      }
    } else {
      table.lines().forEach(console()::data);
    }
  }

  /** One line for the person, unless they asked for quiet. */
  void say(String line) {
    if (!quiet) {
      console().say(line);
    }
  }
}
