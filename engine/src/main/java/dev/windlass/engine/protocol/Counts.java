package dev.windlass.engine.protocol;

/** Lines by where they are; accepted = waiting + running + succeeded + failed + cancelled. */
public record Counts(
    long accepted, long waiting, long running, long succeeded, long failed, long cancelled) {
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  public long ended() {
    return succeeded + failed + cancelled;
  }
}
