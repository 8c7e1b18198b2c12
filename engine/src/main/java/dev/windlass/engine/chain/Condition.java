package dev.windlass.engine.chain;

import java.util.Set;

/** A condition of {@code when}: a closed grammar with no way out of it, bounded in size. */
public interface Condition {
  String source();

  /**
   * Names it needs a value of; those that only stand in {@code exists(name)} are not among them.
   */
  Set<String> reads();

  /** Names that stand in {@code exists(name)}. */
  Set<String> asksFor();

  /** Whether it holds; operands that cannot be compared are a fault (expression_error). */
  boolean holds(Scope scope) throws RunFault;

  /**
   * Compiles a source; what does not parse is an {@link IllegalArgumentException} that says why.
   */
  static Condition of(String source) {
    return ConditionParser.parse(source);
  }
}
