package dev.windlass.engine.journal.health;

/** There is no room left to write to; nothing of the refused write was kept. */
public final class StorageFull extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StorageFull(String message, Throwable cause) {
    super(message, cause);
  }
}
