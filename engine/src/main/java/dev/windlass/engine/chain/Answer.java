package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** How an answer's text becomes a value. */
public interface Answer {
  /** The kind's name in a chain: text, json, schema, list, ... */
  String kind();

  /** JSON Schema to send to the provider as its structured-output option, or null. */
  @Nullable JsonNode schema();

  Reading read(String text);

  /** What was found in an answer. */
  sealed interface Reading {
    record Value(JsonNode value) implements Reading {}

    /**
     * The answer does not fit.
     *
     * @param reason for the model and for a person: what was wanted and what is wrong
     */
    record Misfit(String reason) implements Reading {}
  }
}
