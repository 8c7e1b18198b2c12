package dev.windlass.engine.chain;

import java.util.Set;

/** A condition of {@code when}: a closed grammar with no way out of it, bounded in size. */
public interface Condition {
  String source();

  Set<String> reads();

  /** Whether it holds; operands that cannot be compared are a fault (expression_error). */
  boolean holds(Scope scope) throws RunFault;
}
