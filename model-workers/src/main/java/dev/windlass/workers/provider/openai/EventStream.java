package dev.windlass.workers.provider.openai;

import dev.windlass.workers.provider.http.HttpTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a streamed answer (server-sent events, each a JSON object) into one. A line is held
 * whole, so that a character is never cut; it is bounded. Used by one thread.
 */
final class EventStream implements HttpTransport.BodySink {
  static final int LONGEST_LINE_BYTES = 1024 * 1024;
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

  final Gathered gathered;
  private byte[] line = new byte[1024];
  private int length;
  private boolean done;
  private boolean lineTooLong;
  private @Nullable String malformed;

  /**
   * @param live told each piece of the text as it comes
   */
  EventStream(@Nullable Consumer<String> live) {
    gathered = new Gathered(live);
  }

  /**
   * Whether it came to its end: {@code [DONE]}, or a finish reason where a server leaves it out.
   */
  boolean isWhole() {
    return done || gathered.finishReason != null;
  }

  boolean lineTooLong() {
    return lineTooLong;
  }

  /** What is wrong with an event, or null. */
  @Nullable String malformed() {
    return malformed;
  }

  @Override
  public boolean take(ByteBuffer piece) {
    while (piece.hasRemaining()) {
      var start = piece.position();
      var end = start;
      while (end < piece.limit() && piece.get(end) != '\n') {
        end++;
      }
      if (!append(piece, end - start)) {
        return false;
      }
      if (end < piece.limit()) {
        piece.get(); // the line's end
        var whole = length;
        length = 0;
        if (!event(whole)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean append(ByteBuffer piece, int count) {
    if (length + count > LONGEST_LINE_BYTES) {
      lineTooLong = true;
      return false;
    }
    if (length + count > line.length) {
      line =
          Arrays.copyOf(
              line, Math.min(LONGEST_LINE_BYTES, Math.max(length + count, line.length * 2)));
    }
    piece.get(line, length, count);
    length += count;
    return true;
  }

  /** Fields other than data, comments and empty lines say nothing here. */
  private boolean event(int whole) {
    if (whole < DATA.length || !Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length)) {
      return true;
    }
    var from = DATA.length;
    while (from < whole && line[from] == ' ') {
      from++;
    }
    var to = whole;
    while (to > from && (line[to - 1] == '\r' || line[to - 1] == ' ')) {
      to--;
    }
    if (from == to) {
      return true;
    }
    if (line[from] == '[') {
      done = true;
      return false;
    }
    try {
      AnswerReader.read(line, from, to - from, gathered);
      return gathered.error == null;
    } catch (IOException e) {
      malformed = Faults.reason(e);
      return false;
    }
  }
}
