package dev.windlass.deploy.cli.term;

import org.jspecify.annotations.Nullable;

/**
 * A job as the bar shows it.
 *
 * @param etaLowMs with {@code etaHighMs} the expected time to the end, -1 when it cannot be told
 * @param cost decimal text, null when no price is known
 * @param waits what its lines wait for
 * @param note said instead of the second line, such as that the server does not answer, or null
 */
public record Progress(
    String state,
    boolean sealed,
    long accepted,
    long waiting,
    long running,
    long succeeded,
    long failed,
    long cancelled,
    double ratePerSecond,
    long etaLowMs,
    long etaHighMs,
    Waits waits,
    long tokensIn,
    long tokensOut,
    @Nullable String cost,
    @Nullable String note) {

  public long ended() {
    return succeeded + failed + cancelled;
  }

  /** The same with so many answers 429 in the last minute. */
  public Progress withRefusals(long count) {
    return with(waits.withRefusals(count), note);
  }

  public Progress withNote(String said) {
    return with(waits, said);
  }

  private Progress with(Waits others, @Nullable String said) {
    return new Progress(
        state,
        sealed,
        accepted,
        waiting,
        running,
        succeeded,
        failed,
        cancelled,
        ratePerSecond,
        etaLowMs,
        etaHighMs,
        others,
        tokensIn,
        tokensOut,
        cost,
        said);
  }
}
