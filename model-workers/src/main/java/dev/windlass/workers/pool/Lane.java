package dev.windlass.workers.pool;

import dev.windlass.workers.limits.TypicalLatency;

/** What a pool knows of one lane, a provider and model. */
final class Lane {
  final String name;
  final StepSizes sizes = new StepSizes();
  final TypicalLatency latency = new TypicalLatency();

  /** Its calls in flight. */
  int calling;

  /** Its steps that wait, for a limit or in backoff. */
  int waiting;

  Lane(String name) {
    this.name = name;
  }
}
