package dev.windlass.deploy.cli.demo;

import dev.windlass.deploy.cli.job.ChainFiles;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code deploy/examples}, which the jar carries too. */
final class Examples {
  static final String CHAIN = "capital-city.yaml";
  static final String ROWS = "countries.jsonl";

  private Examples() {}

  static Chain chain(Path folder) throws CliFailure, IOException {
    return ChainFiles.read(copy(CHAIN, folder), CHAIN);
  }

  /** Writes the example into the folder. */
  static Path copy(String name, Path folder) throws CliFailure, IOException {
    try (var in = Examples.class.getResourceAsStream("/dev/windlass/deploy/examples/" + name)) {
      if (in == null) {
        throw CliFailure.of(Exit.UNEXPECTED, "the example " + name + " is missing in this build");
      }
      var file = folder.resolve(name);
      Files.copy(in, file);
      return file;
    }
  }
}
