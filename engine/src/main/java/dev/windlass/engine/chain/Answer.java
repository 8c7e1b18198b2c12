package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.ModelCall;
import org.jspecify.annotations.Nullable;

/** How an answer's text becomes a value. Thread-safe. */
public interface Answer {
  /** The kind's name in a chain: text, json, schema, list, ... */
  String kind();

  /** JSON Schema to send to the provider as its structured-output option, or null. */
  default @Nullable JsonNode schema() {
    return null;
  }

  /** What is read out of it, for those who watch it while it is written; null is text. */
  default ModelCall.@Nullable Shape shape() {
    return null;
  }

  Reading read(String text);

  /** The answer verbatim: what an ask without {@code answer} takes. */
  static Answer text() {
    return new PlainAnswers.Verbatim(false);
  }

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
