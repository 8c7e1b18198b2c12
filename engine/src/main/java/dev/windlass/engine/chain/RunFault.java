package dev.windlass.engine.chain;

import dev.windlass.engine.protocol.FailureClass;

/** This row cannot go on: its values do not fit its chain. Carries the class a result shows. */
public final class RunFault extends Exception {
  private final FailureClass kind;

  public RunFault(FailureClass kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public FailureClass kind() {
    return kind;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
