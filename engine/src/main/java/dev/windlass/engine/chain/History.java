package dev.windlass.engine.chain;

/** How much of the run's conversation a prompt continues. */
public sealed interface History {
  /** The whole conversation: the default. */
  record All() implements History {}

  /** System and this prompt only. */
  record None() implements History {}

  /** The last n messages, at least 1, beside the system message. */
  record Last(int messages) implements History {}
}
