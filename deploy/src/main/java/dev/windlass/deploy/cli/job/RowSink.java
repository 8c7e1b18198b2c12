package dev.windlass.deploy.cli.job;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where rows go. */
public interface RowSink {
  /** One row without its line feed. */
  void row(byte[] row) throws IOException;

  /**
   * No further row is there for now: what was given must become visible.
   *
   * @param cursor the place behind the last row, null when there was none
   */
  void rest(@Nullable String cursor) throws IOException;
}
