package dev.windlass.workers.pool;

import dev.windlass.workers.limits.LimitGate;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls that were let go and are not known to be written: they wait for a worker, a connection
 * or the processor. The limit counts each from the moment in which it was written. Looked through
 * at every turn of the pool; normally they are few. Not thread-safe.
 */
final class OnTheWay {
  private final LimitGate gate;
  private final List<HeldStep> calls = new ArrayList<>();

  OnTheWay(LimitGate gate) {
    this.gate = gate;
  }

  void add(HeldStep step) {
    step.onTheWay = true;
    step.guessed = step.sizes.isGuess();
    if (step.guessed) {
      step.sizes.guessed(step.reserve);
    }
    calls.add(step);
  }

  /** Counts those that were written meanwhile. */
  void look() {
    int kept = 0;
    for (int i = 0; i < calls.size(); i++) {
      var step = calls.get(i);
      if (step.sent.isWritten()) {
        step.onTheWay = false;
        step.counts = gate.written(step.reserve, step.sent.at());
      } else {
        if (kept < i) {
          calls.set(kept, step);
        }
        kept++;
      }
    }
    if (kept < calls.size()) {
      calls.subList(kept, calls.size()).clear();
    }
  }

  /** A call ended. Whatever became of it, it may have reached the provider. */
  void ended(HeldStep step, long now) {
    if (step.onTheWay) {
      step.onTheWay = false;
      calls.remove(step);
      step.counts = gate.written(step.reserve, step.sent.isWritten() ? step.sent.at() : now);
    }
    if (step.guessed) {
      step.guessed = false;
      step.sizes.settled(step.reserve);
    }
  }
}
