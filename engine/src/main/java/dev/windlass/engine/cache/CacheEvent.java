package dev.windlass.engine.cache;

import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;
import java.util.List;

/** What is true for ever of a bucket once it is in the journal. */
public sealed interface CacheEvent extends Journaled {
  /** Answers that were given. What a bucket has no room for any more it forgets without a word. */
  record AnswersKept(List<Kept> answers, Instant at) implements CacheEvent {}

  record Kept(String call, String text, String model) {}
}
