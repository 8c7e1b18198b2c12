package dev.windlass.deploy.cli.input;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.windlass.deploy.cli.http.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** How a file of rows is written, told by its name. */
enum Format {
  /** One JSON object a line; passed on byte by byte, so that a bad line stays one bad line. */
  LINES {
    @Override
    void convert(InputStream in, OutputStream out) throws IOException {
      in.transferTo(out);
    }
  },
  /** One array of objects; read as a whole, and so bounded. */
  ARRAY {
    @Override
    void convert(InputStream in, OutputStream out) throws IOException {
      var bytes = in.readNBytes(MOST_ARRAY_BYTES + 1);
      if (bytes.length > MOST_ARRAY_BYTES) {
        throw new WrongInput(
            "a JSON array may have 8 MiB; write one object a line instead (jq -c '.[]' FILE > FILE.jsonl)");
      }
      try (var parser = Json.factory().createParser(bytes)) {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          throw new WrongInput(
              "a .json file of rows is one array of objects; for one object a line name it .jsonl");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          out.write(Json.text(Json.value(parser)).getBytes(StandardCharsets.UTF_8));
          out.write('\n');
        }
      } catch (StreamReadException bad) {
        var place = bad.getLocation();
        throw new WrongInput(
            "line "
                + place.getLineNr()
                + ", column "
                + place.getColumnNr()
                + ": "
                + bad.getOriginalMessage());
      }
    }
  },
  /** Values between commas under a row of names. */
  COMMAS {
    @Override
    void convert(InputStream in, OutputStream out) throws IOException {
      new Columns(',').convert(in, out);
    }
  },
  /** Values between tabs under a row of names. */
  TABS {
    @Override
    void convert(InputStream in, OutputStream out) throws IOException {
      new Columns('\t').convert(in, out);
    }
  };

  static final String KNOWN = ".jsonl, .ndjson, .json, .csv, .tsv, each also with .gz";
  private static final int MOST_ARRAY_BYTES = 8 << 20;

  /** Writes the rows as NDJSON. */
  abstract void convert(InputStream in, OutputStream out) throws IOException;

  static Optional<Format> ofName(String name) {
    var plain = plainName(name);
    return Optional.ofNullable(
        switch (plain.substring(plain.lastIndexOf('.') + 1)) {
          case "jsonl", "ndjson" -> LINES;
          case "json" -> ARRAY;
          case "csv" -> COMMAS;
          case "tsv" -> TABS;
          default -> null;
        });
  }

  static boolean zipped(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  private static String plainName(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
  }

  /** Takes away the mark that some editors put before UTF-8. */
  static InputStream withoutMark(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(3);
    if (buffered.read() != 0xEF || buffered.read() != 0xBB || buffered.read() != 0xBF) {
      buffered.reset();
    }
    return buffered;
  }

  /** The file as a whole cannot be read as what its name says. */
  static final class WrongInput extends IOException {
    private static final long serialVersionUID = 1;

    WrongInput(String message) {
      super(message);
    }
  }
}
