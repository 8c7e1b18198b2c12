package dev.windlass.deploy;

import dev.windlass.deploy.cli.ProviderServers;
import dev.windlass.deploy.cli.Servers;
import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.command.Commands;
import dev.windlass.deploy.cli.term.Console;

/** Where every process of Windlass begins. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var session = new Session(Console.ofProcess(), Main::servers, Main::providers);
    System.exit(Commands.run(args, session).code());
  }

  /** Called by commands that start a server, and by no other: its classes are many. */
  private static Servers servers() {
    return options -> {
      throw new StartFailure(1, "this build has no server");
    };
  }

  private static ProviderServers providers() {
    return options -> {
      throw new StartFailure(1, "this build has no simulated provider");
    };
  }
}
