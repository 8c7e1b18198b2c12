package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** A text with {@code {names}} in it. One pass: a value is never parsed again. */
public interface Template {
  /** Largest template, in bytes of UTF-8. */
  int MAX_BYTES = 256 * 1024;

  /** The text as the author wrote it. */
  String source();

  /** Names of the variables it reads (the first part of each path). */
  Set<String> reads();

  /** Names that it shows where they have a value, and can do without. */
  default Set<String> asksFor() {
    return Set.of();
  }

  /** Whether it is exactly one name, and {@link #value} keeps that one's type. */
  boolean isOneName();

  /** The text with its values; a missing name, null, or a path that leads nowhere is a fault. */
  String render(Scope scope) throws RunFault;

  /** As {@link #render}, but a template that is exactly one name keeps the value's type. */
  JsonNode value(Scope scope) throws RunFault;

  /** As {@link #render}, leaving the names that the scope does not have as they were written. */
  String preview(Scope scope);

  /**
   * Compiles a source; what does not parse is an {@link IllegalArgumentException} that says why.
   */
  static Template of(String source) {
    return TemplateParser.parse(source);
  }

  /** A text without names: braces in it are braces. */
  static Template verbatim(String text) {
    return CompiledTemplate.verbatim(text);
  }
}
