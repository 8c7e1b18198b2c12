package dev.windlass.engine.partition;

import dev.windlass.engine.protocol.StepKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job's cancellation in this partition. First no further call can start (the dispatcher holds the
 * job), then the dispatcher says which questions are at a worker; runs without one of these end,
 * the others when their calls have ended. A worker may also give a question back unanswered, after
 * a fault or when it is gone: so the dispatcher is asked again each time the job repeats itself.
 */
final class Cancelling {
  private boolean abort;
  private @Nullable Set<StepKey> recalled;

  /** At a worker; null until the dispatcher has said which. */
  private @Nullable Set<StepKey> calling;

  Cancelling(boolean abort) {
    this.abort = abort;
  }

  boolean abort() {
    return abort;
  }

  /** Whether this asks for more than was asked so far. */
  boolean sharpen(boolean alsoAbort) {
    boolean more = alsoAbort && !abort;
    abort |= alsoAbort;
    return more;
  }

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
