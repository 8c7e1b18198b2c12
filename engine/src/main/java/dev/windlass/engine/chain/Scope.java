package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The variables that a template, a value or a condition can see. */
@FunctionalInterface
public interface Scope {
  /** The variable's value; JSON null is a value, null means there is no such variable. */
  @Nullable JsonNode get(String name);
}
