package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One line of a results stream.
 *
 * @param kind whether it is a row, or the stream's own word on how it goes on
 * @param cursor the place behind it
 * @param row the row without its cursor, null for a control line
 */
@SuppressWarnings("ArrayRecordComponent") // bytes passed on, never compared
record ResultLine(Kind kind, @Nullable String cursor, byte @Nullable [] row) {
  enum Kind {
    ROW,
    MORE,
    END
  }

  private static final byte[] HEAD = "{\"cursor\":\"".getBytes(StandardCharsets.US_ASCII);

  static ResultLine read(byte[] line) throws IOException {
    int close = plainCursor(line);
    if (close > 0) {
      var row = new byte[line.length - close - 1];
      row[0] = '{';
      System.arraycopy(line, close + 2, row, 1, row.length - 1);
      var cursor = new String(line, HEAD.length, close - HEAD.length, StandardCharsets.US_ASCII);
      return new ResultLine(Kind.ROW, cursor, row);
    }
    return anyOrder(line);
  }

  /**
   * Where the cursor's closing quote stands when the line begins with a plain cursor and a result
   * follows; else 0. Rows come like that, and need not be read to be passed on.
   */
  private static int plainCursor(byte[] line) {
    if (line.length < HEAD.length + 4) {
      return 0;
    }
    for (int i = 0; i < HEAD.length; i++) {
      if (line[i] != HEAD[i]) {
        return 0;
      }
    }
    for (int i = HEAD.length; i < line.length - 2; i++) {
      if (line[i] == '\\') {
        return 0;
      }
      if (line[i] == '"') {
        return line[i + 1] == ',' && !isControl(line, i) ? i : 0;
      }
    }
    return 0;
  }

  private static boolean isControl(byte[] line, int close) {
    var next = "\"type\"";
    for (int i = 0; i < next.length(); i++) {
      if (close + 2 + i >= line.length || line[close + 2 + i] != next.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static ResultLine anyOrder(byte[] line) throws IOException {
    var text = new String(line, StandardCharsets.UTF_8);
    if (!(Json.read(text) instanceof ObjectNode object)) {
      throw new IOException("a line of the results is no object");
    }
    var cursor = object.path("cursor").asText(null);
    return switch (object.path("type").asText()) {
      case "end" -> new ResultLine(Kind.END, cursor, null);
      case "more" -> new ResultLine(Kind.MORE, cursor, null);
      default -> {
        object.remove("cursor");
        yield new ResultLine(Kind.ROW, cursor, Json.text(object).getBytes(StandardCharsets.UTF_8));
      }
    };
  }
}
