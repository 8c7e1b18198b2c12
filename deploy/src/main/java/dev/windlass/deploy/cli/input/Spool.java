package dev.windlass.deploy.cli.input;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard input as a file, so that its digest is known before the first row is sent and a cut
 * upload can go on.
 */
public final class Spool implements AutoCloseable {
  private final Path file;

  private Spool(Path file) {
    this.file = file;
  }

  /** Reads to the end of the stream. */
  public static Spool of(InputStream in, Path folder) throws CliFailure {
    try {
      Files.createDirectories(folder);
      var file = Files.createTempFile(folder, "stdin-", ".jsonl");
      file.toFile().deleteOnExit();
      try (var out = Files.newOutputStream(file)) {
        in.transferTo(out);
      }
      return new Spool(file);
    } catch (IOException failed) {
      throw CliFailure.of(
          Exit.UNEXPECTED,
          "cannot keep standard input in " + folder + ": " + failed.getMessage(),
          "free space there, or choose another folder with --data");
    }
  }

  public InputFile rows() throws CliFailure {
    return InputFile.scan(file, "standard input", Format.LINES);
  }

  /** Deletes the file: the server has the rows, or they come again. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
