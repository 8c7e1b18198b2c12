package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.Exit;
import picocli.CommandLine.Command;

/** Which build this is. */
@Command(description = "Prints the version, and the Java it runs on.")
final class VersionCommand extends Verb {
  @Override
  public Exit call() {
    var written = VersionCommand.class.getPackage().getImplementationVersion();
    var version = written == null ? "development" : written;
    var java = System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
    if (json) {
      print(Json.object().put("version", version).put("java", java));
    } else {
      console().data("windlass " + version + ", Java " + java);
    }
    return Exit.OK;
  }
}
