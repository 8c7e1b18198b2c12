package dev.windlass.engine.protocol;

import java.util.Locale;

/** Where a job is in its life. */
public enum JobState {
  RECEIVING,
  RUNNING,
  PAUSED,
  CANCELLING,
  COMPLETED,
  CANCELLED,
  EXPIRED,
  REJECTED;

  public boolean terminal() {
    return this == COMPLETED || this == CANCELLED || this == EXPIRED || this == REJECTED;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
