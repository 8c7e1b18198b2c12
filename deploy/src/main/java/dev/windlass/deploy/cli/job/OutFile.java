package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@code -o}: rows grow in {@code OUT.part} beside it, and it bears its name only when
 * it is whole. A part left by a kill is written anew.
 */
public final class OutFile implements RowSink, AutoCloseable {
  private final Path whole;
  private final Path part;
  private final FileOutputStream file;
  private final OutputStream out;

  private OutFile(Path whole, Path part, FileOutputStream file) {
    this.whole = whole;
    this.part = part;
    this.file = file;
    this.out = new BufferedOutputStream(file, 1 << 16);
  }

  /** Creates the part, so that a folder that cannot be written to is told before anything runs. */
  public static OutFile create(Path whole) throws CliFailure {
    var part = whole.resolveSibling(whole.getFileName() + ".part");
    if (Files.isDirectory(whole)) {
      throw CliFailure.usage(whole + " is a folder", "-o names the file that the rows go to");
    }
    try {
      return new OutFile(whole, part, new FileOutputStream(part.toFile()));
    } catch (IOException refused) {
      throw CliFailure.usage(
          "cannot write " + part + ": " + refused.getMessage(), "choose another file with -o");
    }
  }

  @Override
  public void row(byte[] row) throws IOException {
    out.write(row);
    out.write('\n');
  }

  @Override
  public void rest(@Nullable String cursor) throws IOException {
    out.flush();
  }

  /** All rows are in it: makes it last and gives it its name. */
  public void finish() throws CliFailure {
    try {
      out.flush();
      file.getFD().sync();
      out.close();
      try {
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException otherwise) {
        Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException failed) {
      throw notWritten(failed.getMessage());
    }
  }

  /** What to tell when the rows cannot be written. */
  public CliFailure notWritten(@Nullable String why) {
    return CliFailure.of(
        Exit.UNEXPECTED,
        "cannot write " + part + ": " + why,
        "no answer is lost: free space and give the same command again");
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
