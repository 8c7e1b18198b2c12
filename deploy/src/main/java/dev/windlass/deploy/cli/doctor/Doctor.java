package dev.windlass.deploy.cli.doctor;

import dev.windlass.deploy.cli.term.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Goes through all checks, one after another, and tells each finding as it comes. */
public final class Doctor {
  private Doctor() {}

  public static void examine(Console console, Path data, int port, Consumer<Finding> told) {
    var remote = new RemoteChecks(console);
    List<Supplier<Finding>> checks =
        List.of(
            () -> MachineChecks.java(Runtime.version().feature()),
            MachineChecks::processors,
            () -> MachineChecks.folder(data),
            () -> MachineChecks.sync(data),
            () -> MachineChecks.space(data),
            () -> MachineChecks.port(port),
            remote::provider,
            remote::clock,
            remote::postgres);
    checks.forEach(check -> told.accept(check.get()));
  }
}
