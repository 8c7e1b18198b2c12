package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.workers.limits.AnswerSizes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a pool knows of one lane, a provider and model. */
final class Lane {
  /** Steps whose answers are remembered; those that were met last. */
  private static final int MOST_STEPS = 256;

  /** A step of a chain, as one job asks it. */
  private record Kind(String job, String path) {}

  final String name;

  /** Its calls in flight. */
  int calling;

  /** Its steps that wait, for a limit or in backoff. */
  int waiting;

  private final Map<Kind, AnswerSizes> sizes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Kind, AnswerSizes> eldest) {
          return size() > MOST_STEPS;
        }
      };

  Lane(String name) {
    this.name = name;
  }

  /** How long answers of this step are; runs that belong to no job share what is known. */
  AnswerSizes sizes(StepRequest request) {
    var job = request.job() == null ? "" : request.job();
    var kind = new Kind(job, withoutPlaces(request.key().path()));
    return sizes.computeIfAbsent(kind, k -> new AnswerSizes());
  }

  /** {@code /2/each/5/0} is asked for every element: {@code /2/each/0}. */
  static String withoutPlaces(String path) {
    int each = path.indexOf("/each/");
    if (each < 0) {
      return path;
    }
    int place = each + "/each/".length();
    int next = path.indexOf('/', place);
    return next < 0
        ? path.substring(0, place - 1)
        : path.substring(0, place - 1) + withoutPlaces(path.substring(next));
  }
}
