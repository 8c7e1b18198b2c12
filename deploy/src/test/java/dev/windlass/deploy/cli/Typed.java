package dev.windlass.deploy.cli;

import dev.windlass.deploy.cli.command.Commands;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.server.JournalWork;
import dev.windlass.deploy.server.PriceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A person at a keyboard: types commands, and sees what came of them. */
public final class Typed {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Servers servers =
      options -> {
        throw new StartFailure(1, "no server was expected to start");
      };
  private ProviderServers providers =
      options -> {
        throw new StartFailure(1, "no provider was expected to start");
      };
  private byte[] input = new byte[0];
  private boolean terminal;

  /** What came of a command. */
  public record Outcome(Exit exit, String out, String err) {}

  public Typed(Path folder) {
    this.folder = folder;
  }

  public Typed env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Typed servers(Servers given) {
    servers = given;
    return this;
  }

  public Typed providers(ProviderServers given) {
    providers = given;
    return this;
  }

  public Typed piping(String text) {
    input = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  public Typed atTerminal() {
    terminal = true;
    return this;
  }

  public Outcome type(String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new ByteArrayInputStream(input),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            terminal,
            terminal,
            100,
            environment,
            folder);
    var exit =
        Commands.run(
            words,
            new Session(
                console, () -> servers, () -> providers, JournalWork::tools, PriceFile::lists));
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
