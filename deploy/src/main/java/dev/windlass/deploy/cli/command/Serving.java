package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.Running;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Interrupts;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** Starts something that serves, says where, and stops it safely on Ctrl-C or SIGTERM. */
final class Serving {
  private Serving() {}

  interface Start {
    Running start() throws StartFailure;
  }

  /**
   * @param said the first line on standard output
   */
  static Exit until(Verb verb, Start start, Function<Running, String> said)
      throws CliFailure, InterruptedException {
    Running running;
    try {
      running = start.start();
    } catch (StartFailure failure) {
      throw CliFailure.of(Exit.ofCode(failure.exitCode()), String.valueOf(failure.getMessage()));
    }
    var stop = new CountDownLatch(1);
    Interrupts.onFirst(stop::countDown);
    Interrupts.onTerminate(stop::countDown);
    var console = verb.console();
    console.out().print(said.apply(running) + "\n");
    console.out().flush();
    stop.await();
    running.stop();
    return Exit.OK;
  }
}
