package dev.windlass.engine.chain;

/** A template, a condition or a pattern that does not parse; the message is for its author. */
final class Malformed extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  Malformed(String message) {
    super(message);
  }

  /**
   * @param at offset in the source, from 0; shown from 1
   */
  Malformed(String message, int at) {
    super(message + " (character " + (at + 1) + ")");
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
