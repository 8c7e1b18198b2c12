package dev.windlass.engine.cache;

import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.Travels;
import java.util.List;

/**
 * What a partition is told by a bucket. A step that is named in neither list waits for another's
 * answer.
 *
 * @param go these steps ask, for all who want the same
 */
public record CacheAnswers(List<Known> known, List<StepKey> go) implements Travels {
  /**
   * @param model that gave the answer, {@code provider/model}
   */
  public record Known(StepKey step, String text, String model) {}
}
