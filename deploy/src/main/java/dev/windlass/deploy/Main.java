package dev.windlass.deploy;

import dev.windlass.deploy.cli.JournalTools;
import dev.windlass.deploy.cli.PriceLists;
import dev.windlass.deploy.cli.ProviderServers;
import dev.windlass.deploy.cli.Servers;
import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.command.Commands;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.server.JournalWork;
import dev.windlass.deploy.server.PriceFile;
import dev.windlass.deploy.server.Server;
import dev.windlass.deploy.server.Simulated;

/** Where every process of Windlass begins. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var session =
        new Session(
            Console.ofProcess(), Main::servers, Main::providers, Main::journals, Main::prices);
    System.exit(Commands.run(args, session).code());
  }

  /** Called by commands that start a server, and by no other: its classes are many. */
  private static Servers servers() {
    return Server.servers();
  }

  private static JournalTools journals() {
    return JournalWork.tools();
  }

  private static PriceLists prices() {
    return PriceFile.lists();
  }

  private static ProviderServers providers() {
    return Simulated.servers();
  }
}
