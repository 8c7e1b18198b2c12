package dev.windlass.workers.limits;

import java.util.Locale;

/**
 * What a provider means when it refuses a call for a limit. Five things stand behind the same 429,
 * and each asks for something else.
 */
public enum RefusalKind {
  /** A bucket ran dry: everybody stays away for the time that was said. */
  RATE,
  /** The call alone is more than the limit can ever let go: it fails, nobody waits. */
  TOO_LARGE,
  /** No money or no plan: only the account's owner can help. */
  QUOTA,
  /** What a day allows is used up. */
  DAILY,
  /** The rate grew faster than the provider follows: back to what it was, and up slowly. */
  SLOPE;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** As it stands in metrics. */
  public String wireName() {
    return wireName;
  }
}
