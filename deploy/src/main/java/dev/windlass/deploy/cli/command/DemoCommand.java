package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.demo.CrashDemo;
import dev.windlass.deploy.cli.demo.Demo;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Windlass at work. */
@Command(
    description =
        "Runs a two-step chain over the countries of the world with a simulated provider: no key, no"
            + " network, nothing left behind. With --crash the engine is killed with kill -9 in the"
            + " middle, and the provider's own log tells whether anything was lost or asked twice.")
final class DemoCommand extends Verb {
  @Option(names = "--crash", description = "Kill the engine in the middle.")
  boolean crash;

  @Override
  public Exit call() throws CliFailure, IOException, InterruptedException {
    return crash ? new CrashDemo(session(), json).run() : new Demo(session(), json, quiet).run();
  }
}
