package dev.windlass.deploy.cli.job;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Splits a stream at line feeds, and at nothing else: a row may hold any other character. */
final class Lines {
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;

  Lines(InputStream in) {
    this.in = in;
  }

  /** Whether the next line would have to wait for the network. */
  boolean mustWait() throws IOException {
    for (int i = start; i < end; i++) {
      if (buffer[i] == '\n') {
        return false;
      }
    }
    return in.available() == 0;
  }

  /** The next line without its feed; null at the end. A last line that was cut is dropped. */
  byte @Nullable [] next() throws IOException {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          var line = Arrays.copyOfRange(buffer, start, i);
          start = i + 1;
          return line;
        }
      }
      int had = end - start;
      if (start > 0) {
        System.arraycopy(buffer, start, buffer, 0, had);
      } else if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
      start = 0;
      end = had;
      scanned = had;
      int n = in.read(buffer, end, buffer.length - end);
      if (n < 0) {
        return null;
      }
      end += n;
    }
  }
}
