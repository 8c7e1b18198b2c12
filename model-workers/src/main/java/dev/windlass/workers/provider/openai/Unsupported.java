package dev.windlass.workers.provider.openai;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Options that models have refused to take; they are left out of requests for an hour, after which
 * one request tries again, since servers are updated. Thread-safe.
 */
final class Unsupported {
  enum Option {
    /** {@code response_format} with a JSON Schema. */
    SCHEMA,
    /** {@code stream}, where only a watcher wanted it. */
    STREAM
  }

  static final Duration KEPT = Duration.ofHours(1);
  private static final int MOST = 10_000;

  private record Refused(String model, Option option) {}

  private final ConcurrentHashMap<Refused, Instant> until = new ConcurrentHashMap<>();
  private final InstantSource clock;

  Unsupported(InstantSource clock) {
    this.clock = clock;
  }

  boolean has(String model, Option option) {
    if (until.isEmpty()) {
      return false;
    }
    var end = until.get(new Refused(model, option));
    return end != null && clock.instant().isBefore(end);
  }

  /** False when there is no room to remember it, so that asking again would end the same. */
  boolean learn(String model, Option option) {
    if (until.size() >= MOST) {
      var now = clock.instant();
      until.values().removeIf(end -> !now.isBefore(end));
    }
    if (until.size() >= MOST) {
      return false;
    }
    until.put(new Refused(model, option), clock.instant().plus(KEPT));
    return true;
  }
}
