package dev.windlass.deploy.embedded;

import dev.windlass.engine.protocol.Refusal;

/**
 * The engine does not take what it was asked as a whole: the chain names a provider that is not
 * configured, a name was used for other lines, the disk is full. Never thrown for a single row: a
 * row that fails is a {@link RunResult.Failed}.
 */
public final class Refused extends RuntimeException {
  private final Refusal.Kind kind;

  Refused(Refusal.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  static Refused of(Refusal why) {
    return new Refused(why.kind(), why.detail());
  }

  public Refusal.Kind kind() {
    return kind;
  }
}
