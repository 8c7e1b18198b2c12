package dev.windlass.engine.partition;

/**
 * A job's cancellation in this partition. First no further call can start (the dispatcher holds the
 * job), then the dispatcher says which questions are at a worker; runs without one of these end,
 * the others when their calls have ended. A worker may also give a question back unanswered, after
 * a fault or when it is gone: so the dispatcher is asked again each time the job repeats itself.
 */
final class Cancelling {
  private final AtWorkers atWorkers = new AtWorkers();
  private boolean abort;

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

  AtWorkers atWorkers() {
    return atWorkers;
  }
}
