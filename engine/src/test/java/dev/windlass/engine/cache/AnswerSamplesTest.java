package dev.windlass.engine.cache;

import dev.windlass.engine.journal.JournalSamples;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerSamplesTest {
  private static final Instant AT = Instant.ofEpochMilli(1_900_000_000_123L);

  @Test
  void answersAreKept() {
    JournalSamples.holds(
        "answers.kept.1",
        new CacheEvent.AnswersKept(
            List.of(new CacheEvent.Kept("0f".repeat(32), "Yaoundé", "openai/gpt-x")), AT));
  }

  @Test
  void aBucketIsKeptAsItStood() {
    JournalSamples.holds(
        "answers.snapshot.1",
        new CacheSnapshot(
            List.of(new CacheSnapshot.Aged("0f".repeat(32), "Yaoundé", "openai/gpt-x", AT))));
  }
}
