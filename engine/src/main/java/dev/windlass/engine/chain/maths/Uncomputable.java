package dev.windlass.engine.chain.maths;

/** An expression that has no value here: it overflows, divides by zero, or is no arithmetic. */
public final class Uncomputable extends Exception {
  private static final long serialVersionUID = 1;

  public Uncomputable(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
