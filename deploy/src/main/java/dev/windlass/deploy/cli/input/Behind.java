package dev.windlass.deploy.cli.input;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets through what stands behind the first so many lines. */
final class Behind extends FilterOutputStream {
  private long left;

  Behind(OutputStream out, long lines) {
    super(out);
    left = lines;
  }

  @Override
  public void write(int b) throws IOException {
    if (left == 0) {
      out.write(b);
    } else if (b == '\n') {
      left--;
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (left > 0 && at < end) {
      if (bytes[at++] == '\n') {
        left--;
      }
    }
    if (at < end) {
      out.write(bytes, at, end - at);
    }
  }
}
