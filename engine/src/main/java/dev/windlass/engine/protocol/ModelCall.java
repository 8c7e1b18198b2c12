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
 */
public record ModelCall(
    String provider,
    String model,
    List<Message> messages,
    ObjectNode options,
    @Nullable JsonNode schema,
    Duration timeout,
    RetryPolicy retry) {
  /** The queue this call waits in: one for each provider and model. */
  public String lane() {
    return provider + "/" + model;
  }
}
