package dev.windlass.engine.cache;

import dev.windlass.engine.cache.CacheEvent.AnswersKept;
import dev.windlass.engine.cache.CacheSnapshot.Aged;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one bucket, within its bounds: for a new one too many the oldest go. {@link
 * #apply} alone changes it. What is too old is there no more for whoever asks, and goes with the
 * next write.
 */
final class Answers {
  private final CacheSettings settings;
  private final LinkedHashMap<String, Aged> byCall = new LinkedHashMap<>();
  private long chars;

  Answers(CacheSettings settings) {
    this.settings = settings;
  }

  static Answers of(CacheSnapshot kept, CacheSettings settings) {
    var answers = new Answers(settings);
    kept.answers().forEach(answers::keep);
    return answers;
  }

  Answers apply(CacheEvent event) {
    switch (event) {
      case AnswersKept(var kept, var at) -> {
        kept.forEach(each -> keep(new Aged(each.call(), each.text(), each.model(), at)));
        dropOld(at);
      }
    }
    return this;
  }

  private void keep(Aged answer) {
    var before = byCall.remove(answer.call());
    chars += answer.text().length() - (before == null ? 0 : before.text().length());
    byCall.put(answer.call(), answer);
    while (byCall.size() > settings.answers() || chars > settings.chars()) {
      dropFirst();
    }
  }

  private void dropOld(Instant now) {
    while (!byCall.isEmpty() && isOld(byCall.firstEntry().getValue(), now)) {
      dropFirst();
    }
  }

  private void dropFirst() {
    chars -= byCall.pollFirstEntry().getValue().text().length();
  }

  private boolean isOld(Aged answer, Instant now) {
    return answer.at().plus(settings.age()).isBefore(now);
  }

  /** Null where there is none, or none of an age that counts. */
  @Nullable Aged find(String call, Instant now) {
    var answer = byCall.get(call);
    return answer == null || isOld(answer, now) ? null : answer;
  }

  /** Whether an answer of this length is kept at all. */
  boolean takes(String text) {
    return text.length() <= settings.longest() && text.length() <= settings.chars();
  }

  CacheSnapshot snapshot() {
    return new CacheSnapshot(List.copyOf(byCall.values()));
  }
}
