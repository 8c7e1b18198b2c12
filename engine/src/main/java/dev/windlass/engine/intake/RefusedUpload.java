package dev.windlass.engine.intake;

import dev.windlass.engine.protocol.Refusal;

/** Carries a refusal through a stream, which knows no other way to end early; never leaves here. */
final class RefusedUpload extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  RefusedUpload(Refusal refusal) {
    super(refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  static RefusedUpload of(Refusal.Kind kind, String detail) {
    return new RefusedUpload(Refusal.of(kind, detail));
  }

  Refusal refusal() {
    return refusal;
  }
}
