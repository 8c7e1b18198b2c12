package dev.windlass.deploy.cli.input;

import java.io.OutputStream;

/** Counts lines; a last one without a line feed counts too. */
final class LineCounter extends OutputStream {
  private long feeds;
  private boolean open;

  @Override
  public void write(int b) {
    if (b == '\n') {
      feeds++;
    }
    open = b != '\n';
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        feeds++;
      }
    }
    if (length > 0) {
      open = bytes[offset + length - 1] != '\n';
    }
  }

  long lines() {
    return feeds + (open ? 1 : 0);
  }
}
