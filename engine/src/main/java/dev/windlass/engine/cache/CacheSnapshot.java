package dev.windlass.engine.cache;

import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;
import java.util.List;

/** A bucket as it stood, the oldest answer first. */
record CacheSnapshot(List<Aged> answers) implements Journaled {
  record Aged(String call, String text, String model, Instant at) {}
}
