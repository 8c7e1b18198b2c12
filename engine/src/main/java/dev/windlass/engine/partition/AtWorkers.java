package dev.windlass.engine.partition;

import dev.windlass.engine.protocol.StepKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which questions are at a worker, as the dispatcher says when they are recalled. */
final class AtWorkers {
  private @Nullable Set<StepKey> recalled;

  /** Null until the dispatcher has said which. */
  private @Nullable Set<StepKey> calling;

  Action recall(List<StepKey> steps) {
    recalled = new HashSet<>(steps);
    return new Action.Recall(steps);
  }

  void recalled(List<StepKey> atNoWorker) {
    if (recalled != null) {
      recalled.removeAll(new HashSet<>(atNoWorker));
      calling = recalled;
      recalled = null;
    }
  }

  void heard(StepKey step) {
    if (recalled != null) {
      recalled.remove(step);
    }
    if (calling != null) {
      calling.remove(step);
    }
  }

  /** Whether it is known that none is. */
  boolean none() {
    return calling != null && calling.isEmpty();
  }

  boolean knows() {
    return calling != null;
  }

  /** The runs that wait for a call. */
  Set<Integer> runs() {
    var runs = new HashSet<Integer>();
    if (calling != null) {
      calling.forEach(step -> runs.add(step.run()));
    }
    return runs;
  }
}
