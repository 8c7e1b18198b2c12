package dev.windlass.engine.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked: everything a provider needs, rendered.
 *
 * @param provider the configured provider's name
 * @param model the provider's own name of the model
 * @param messages the conversation, in order
 * @param options passed through as given; what is absent is not sent
 * @param schema JSON Schema of the wanted answer, sent as the provider's structured-output option
 *     where it has one
 * @param timeout total time of one request, body included
 * @param answer what is wanted of the answer, for those who watch it while it is written; null is
 *     text
 */
public record ModelCall(
    String provider,
    String model,
    List<Message> messages,
    ObjectNode options,
    @Nullable JsonNode schema,
    Duration timeout,
    RetryPolicy retry,
    @Nullable Shape answer) {
  /** What becomes of an answer. */
  public enum Shape {
    TEXT,
    /** A JSON value is read out of it. */
    JSON,
    /** A list of JSON values is read out of it. */
    ITEMS
  }

  /** One that is answered in text. */
  public ModelCall(
      String provider,
      String model,
      List<Message> messages,
      ObjectNode options,
      @Nullable JsonNode schema,
      Duration timeout,
      RetryPolicy retry) {
    this(provider, model, messages, options, schema, timeout, retry, null);
  }

  public Shape shape() {
    return answer == null ? Shape.TEXT : answer;
  }

  /** The queue this call waits in: one for each provider and model. */
  public String lane() {
    return provider + "/" + model;
  }
}
