package dev.windlass.engine.chain.maths;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * An arithmetic expression, read once and computed often. Thread-safe. Bounded: by the length of
 * its text and its depth, so that no text can make it run long.
 */
public final class Expression {
  /** Longest expression, in characters. */
  public static final int MAX_CHARS = 4_096;

  private final Term term;
  private final Set<String> paths;

  private Expression(Term term, Set<String> paths) {
    this.term = term;
    this.paths = paths;
  }

  /** The variables that an expression sees. */
  @FunctionalInterface
  public interface Names {
    /**
     * @param path a name and what stands behind it, as written: {@code area}, {@code sizes[0].m}
     * @return its value; what is missing is the caller's to refuse
     */
    JsonNode get(String path) throws Uncomputable;
  }

  /**
   * Reads an expression.
   *
   * @throws Uncomputable with what is wrong, for its author
   */
  public static Expression of(String text) throws Uncomputable {
    var grammar = new Grammar();
    var term = grammar.read(text);
    return new Expression(term, Set.copyOf(grammar.paths()));
  }

  /** The variables it names, each with what stands behind it. */
  public Set<String> paths() {
    return paths;
  }

  /** An integer, a double or a boolean. */
  public JsonNode value(Names names) throws Uncomputable {
    return term.value(names).node();
  }
}
