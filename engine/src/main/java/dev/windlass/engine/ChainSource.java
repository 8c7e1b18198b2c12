package dev.windlass.engine;

import dev.windlass.engine.chain.Chain;

/** Which chain a job or a run takes. */
public sealed interface ChainSource {
  /** An applied chain: {@code name} for the latest version, or {@code name@3}. */
  record Named(String reference) implements ChainSource {}

  record Inline(Chain chain) implements ChainSource {}
}
