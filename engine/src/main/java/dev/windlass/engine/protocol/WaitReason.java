package dev.windlass.engine.protocol;

import java.util.Locale;

/** Why a step is not being called right now. */
public enum WaitReason {
  CALLING,
  REQUESTS,
  TOKENS,
  CONCURRENCY,
  BACKOFF,
  BUDGET,
  PAUSED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
