package dev.windlass.engine;

import dev.windlass.engine.protocol.Refusal;

/** A question without a refusal in its answer could not be answered; says why. */
public final class EngineUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  EngineUnavailable(Refusal refusal) {
    super(refusal.detail());
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
