package dev.windlass.deploy.cli.input;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of rows, looked through once from end to end before anything is started.
 *
 * @param shown how the user named it
 * @param lines rows in it
 * @param digest SHA-256 of its unpacked bytes, so that packing alone makes no new job
 */
public record InputFile(Path path, String shown, Format format, long lines, String digest) {
  private static final int MOST_FIRST_LINE = 1 << 20;

  /**
   * @throws CliFailure it is not there, or cannot be read as what its name says
   */
  public static InputFile open(Path path, String shown) throws CliFailure {
    if (!Files.exists(path)) {
      throw CliFailure.usage(
          "no file " + shown,
          "name a file of rows (" + Format.KNOWN + "), or - for standard input");
    }
    if (Files.isDirectory(path)) {
      throw CliFailure.usage(shown + " is a folder", "name a file of rows (" + Format.KNOWN + ")");
    }
    var format =
        Format.ofName(shown)
            .orElseThrow(() ->
                CliFailure.usage(
                    "cannot tell the format of " + shown + " by its name",
                    "it may be " + Format.KNOWN + "; or pipe NDJSON in and name -"));
    return scan(path, shown, format);
  }

  static InputFile scan(Path path, String shown, Format format) throws CliFailure {
    try (var in = new Digesting(unpacked(path))) {
      var counter = new LineCounter();
      format.convert(Format.withoutMark(in), counter);
      in.transferTo(OutputStream.nullOutputStream());
      return new InputFile(path, shown, format, counter.lines(), in.hex());
    } catch (Format.WrongInput wrong) {
      throw CliFailure.of(Exit.USAGE, shown + ": " + wrong.getMessage());
    } catch (ZipException broken) {
      throw CliFailure.of(
          Exit.USAGE, shown + " is not a whole gzip file (" + broken.getMessage() + ")");
    } catch (IOException unreadable) {
      throw CliFailure.of(Exit.USAGE, "cannot read " + shown + ": " + unreadable.getMessage());
    }
  }

  /**
   * Writes the rows as NDJSON.
   *
   * @param from rows to leave out at the start
   */
  public void writeTo(OutputStream out, long from) throws IOException {
    try (var in = unpacked(path)) {
      format.convert(Format.withoutMark(in), from == 0 ? out : new Behind(out, from));
    }
  }

  /** The variables of the first row, when it is a good one. */
  public Optional<ObjectNode> firstRow() throws IOException {
    var first = new FirstLine();
    try {
      writeTo(first, 0);
    } catch (FirstLine.Enough enough) {
      // the rest is not needed here
    }
    try {
      if (Json.read(first.text()) instanceof ObjectNode row) {
        return Optional.of(row.get("input") instanceof ObjectNode input ? input : row);
      }
    } catch (com.fasterxml.jackson.core.exc.StreamReadException badLine) {
      // it will be one failed row
    }
    return Optional.empty();
  }

  private static InputStream unpacked(Path path) throws IOException {
    var bytes = Files.newInputStream(path);
    return Format.zipped(path.getFileName().toString())
        ? new GZIPInputStream(bytes, 1 << 16)
        : bytes;
  }

  private static final class Digesting extends FilterInputStream {
    private final MessageDigest digest;

    Digesting(InputStream in) {
      super(in);
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      if (b >= 0) {
        digest.update((byte) b);
      }
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = in.read(bytes, offset, length);
      if (n > 0) {
        digest.update(bytes, offset, n);
      }
      return n;
    }

    String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private static final class FirstLine extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    static final class Enough extends IOException {
      private static final long serialVersionUID = 1;
    }

    @Override
    public void write(int b) throws IOException {
      if (b == '\n' || line.size() > MOST_FIRST_LINE) {
        throw new Enough();
      }
      line.write(b);
    }

    String text() {
      return line.toString(StandardCharsets.UTF_8);
    }
  }
}
