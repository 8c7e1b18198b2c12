package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.workers.limits.AnswerSizes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** How long the answers of a lane's steps are; runs that belong to no job share what is known. */
final class StepSizes {
  /** Steps whose answers are remembered; those that were met last. */
  private static final int MOST_STEPS = 256;

  /** A step of a chain, as one job asks it. */
  private record Kind(String job, String path) {}

  private final Map<Kind, AnswerSizes> sizes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Kind, AnswerSizes> eldest) {
          return size() > MOST_STEPS;
        }
      };

  AnswerSizes of(StepRequest request) {
    var job = request.job() == null ? "" : request.job();
    var kind = new Kind(job, withoutPlaces(request.key().path()));
    return sizes.computeIfAbsent(kind, k -> new AnswerSizes());
  }

  /**
   * A step that is asked many times in one run is one step all the same: {@code /2/each/5/0} is
   * {@code /2/each/0}. A number between a word and a number counts rounds or elements.
   */
  static String withoutPlaces(String path) {
    if (path.length() < "/0/each/5/0".length()) {
      return path;
    }
    var parts = path.split("/", -1);
    var kept = new StringJoiner("/");
    for (int i = 0; i < parts.length; i++) {
      boolean counts =
          i > 0
              && i + 1 < parts.length
              && isNumber(parts[i])
              && isNumber(parts[i + 1])
              && !isNumber(parts[i - 1]);
      if (!counts || i == 1) {
        kept.add(parts[i]);
      }
    }
    return kept.toString();
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && Character.isDigit(part.charAt(0));
  }
}
