package dev.windlass.engine.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One question that a run needs answered next.
 *
 * @param key the question's identity
 * @param runId the run's public id, {@code run_...}
 * @param job the job's id, or null for a run submitted alone
 * @param tenant whose work it is
 * @param priority 0 to 9, higher first
 * @param mayBeRepeat true when this question may have been on the wire when a process died
 * @param stream whether its answer is streamed even while nobody watches yet
 */
public record StepRequest(
    StepKey key,
    String runId,
    @Nullable String job,
    String tenant,
    int priority,
    boolean mayBeRepeat,
    ModelCall call,
    boolean stream) {
  /** One that is streamed only where somebody watches. */
  public StepRequest(
      StepKey key,
      String runId,
      @Nullable String job,
      String tenant,
      int priority,
      boolean mayBeRepeat,
      ModelCall call) {
    this(key, runId, job, tenant, priority, mayBeRepeat, call, false);
  }

  /** The same question, which may have been on the wire already. */
  public StepRequest again() {
    return mayBeRepeat
        ? this
        : new StepRequest(key, runId, job, tenant, priority, true, call, stream);
  }

  /** The same question under another priority. */
  public StepRequest withPriority(int other) {
    return other == priority
        ? this
        : new StepRequest(key, runId, job, tenant, other, mayBeRepeat, call, stream);
  }
}
