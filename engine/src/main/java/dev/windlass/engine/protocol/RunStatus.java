package dev.windlass.engine.protocol;

import java.util.Locale;

/** Where a run, and so its line, is. */
public enum RunStatus {
  WAITING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  public boolean terminal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
