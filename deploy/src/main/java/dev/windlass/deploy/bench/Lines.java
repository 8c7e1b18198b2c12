package dev.windlass.deploy.bench;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Lines of input, made as they are read. */
public final class Lines extends InputStream {
  private final int lines;
  private final IntFunction<String> text;
  private int next;
  private byte[] line = {};
  private int at;

  /**
   * @param text of a line by its number, from 1, without its end
   */
  public Lines(int lines, IntFunction<String> text) {
    this.lines = lines;
    this.text = text;
  }

  private boolean fill() {
    if (at < line.length) {
      return true;
    }
    if (next == lines) {
      return false;
    }
    next++;
    line = (text.apply(next) + "\n").getBytes(StandardCharsets.UTF_8);
    at = 0;
    return true;
  }

  @Override
  public int read() {
    return fill() ? line[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int read = 0;
    while (read < length && fill()) {
      int now = Math.min(length - read, line.length - at);
      System.arraycopy(line, at, into, offset + read, now);
      at += now;
      read += now;
    }
    return read == 0 && length > 0 ? -1 : read;
  }
}
