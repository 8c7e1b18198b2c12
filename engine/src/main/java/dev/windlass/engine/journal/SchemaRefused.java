package dev.windlass.engine.journal;

import java.io.IOException;

/**
 * The database's tables are not what this program can work with: made by a newer one, not yet
 * changed for this one, or half copied. The message says what to do.
 */
public final class SchemaRefused extends IOException {
  private static final long serialVersionUID = 1;

  public SchemaRefused(String message) {
    super(message);
  }

  public SchemaRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
