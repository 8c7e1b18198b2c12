package dev.windlass.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.cache.CacheEvent.AnswersKept;
import dev.windlass.engine.cache.CacheEvent.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_900_000_000_000L);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final CacheSettings THREE = new CacheSettings(1, 3, 10, 6, HOUR, HOUR, HOUR, HOUR);

  private final Answers answers = new Answers(THREE);

  private void keep(Instant at, String call, String text) {
    answers.apply(new AnswersKept(List.of(new Kept(call, text, "openai/m")), at));
  }

  private boolean has(String call, Instant at) {
    return answers.find(call, at) != null;
  }

  @Test
  void forOneTooManyTheOldestGoes() {
    for (var call : List.of("a", "b", "c", "d")) {
      keep(NOW, call, "x");
    }
    assertThat(has("a", NOW)).isFalse();
    assertThat(List.of("b", "c", "d")).allMatch(call -> has(call, NOW));
  }

  @Test
  void forTooManyCharactersTheOldestGo() {
    keep(NOW, "a", "12345");
    keep(NOW, "b", "12345");
    keep(NOW, "c", "1");
    assertThat(has("a", NOW)).isFalse();
    assertThat(has("b", NOW)).isTrue();
    assertThat(has("c", NOW)).isTrue();
    assertThat(answers.takes("123456")).isTrue();
    assertThat(answers.takes("1234567")).isFalse();
  }

  @Test
  void anAnswerServesForItsAge() {
    keep(NOW, "a", "x");
    assertThat(has("a", NOW.plus(HOUR))).isTrue();
    assertThat(has("a", NOW.plus(HOUR).plusMillis(1))).isFalse();
  }

  @Test
  void whatASnapshotHoldsIsThereAgainWithinTheBoundsOfNow() {
    keep(NOW, "a", "x");
    keep(NOW, "b", "y");
    keep(NOW, "a", "z");
    var one = new CacheSettings(1, 1, 10, 6, HOUR, HOUR, HOUR, HOUR);
    var again = Answers.of(answers.snapshot(), one);
    assertThat(again.find("b", NOW)).isNull();
    assertThat(again.find("a", NOW)).isNotNull().extracting("text").isEqualTo("z");
  }
}
