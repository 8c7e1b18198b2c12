package dev.windlass.engine.run;

import dev.windlass.engine.protocol.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run that is taken up again knows of its earlier takes: how often each question was asked,
 * and the good answers. A run that was never taken up again keeps nothing here.
 */
final class Past {
  /**
   * @param ask the highest number that this question had
   * @param answer the good answer, or null when there is none, or it is forgotten
   * @param fingerprint of the question that was answered
   * @param between what was said before the answer and belongs to the conversation
   */
  record Earlier(int ask, @Nullable String answer, int fingerprint, List<Message> between) {
    Earlier forgotten() {
      return new Earlier(ask, null, 0, List.of());
    }
  }

  private final Map<String, Earlier> byPath = new HashMap<>(0);

  @Nullable Earlier of(String path) {
    return byPath.get(path);
  }

  void remember(List<Met> met) {
    for (var each : met) {
      if (each instanceof OpenStep asking) {
        byPath.put(
            asking.path,
            new Earlier(asking.number(), asking.answer(), asking.fingerprint(), asking.between()));
      }
    }
  }

  void forgetAll() {
    byPath.replaceAll((path, earlier) -> earlier.forgotten());
  }

  /** What the last take did not come to has no place among its steps: it is asked again. */
  void forgetUnmet() {
    forgetAll();
  }

  void forgetFrom(List<Met> named, List<Met> met) {
    for (var each : met) {
      if (each instanceof OpenStep && named.stream().anyMatch(each::sameOrAfter)) {
        byPath.computeIfPresent(each.path, (path, earlier) -> earlier.forgotten());
      }
    }
  }
}
