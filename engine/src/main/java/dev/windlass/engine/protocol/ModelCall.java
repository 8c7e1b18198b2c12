package dev.windlass.engine.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model, or the provider that is part of every worker, is asked: everything a provider
 * needs, rendered.
 *
 * @param provider the configured provider's name
 * @param model the provider's own name of the model
 * @param messages the conversation, in order
 * @param options passed through as given; what is absent is not sent
 * @param schema JSON Schema of the wanted answer, sent as the provider's structured-output option
 *     where it has one
 * @param timeout total time of one request, body included
 * @param kind what is asked for; one that was written before there were kinds is a chat
 * @param answer what is read out of the answer, for those who watch it while it is written; null is
 *     text
 * @param tools that the model may call, as a list in OpenAI's shape, or null
 */
public record ModelCall(
    String provider,
    String model,
    List<Message> messages,
    ObjectNode options,
    @Nullable JsonNode schema,
    Duration timeout,
    RetryPolicy retry,
    Kind kind,
    @Nullable Shape answer,
    @Nullable JsonNode tools) {
  /** Provider of what a worker node answers itself: collections and tools. It has no limits. */
  public static final String BUILT_IN = "windlass";

  /** What a call asks for. Written as its number, so their order stays; a new one goes last. */
  @JsonFormat(shape = JsonFormat.Shape.NUMBER)
  public enum Kind {
    /** The messages are a conversation; the answer is what the model says next. */
    CHAT,

    /**
     * Each message is a text of its own; the answer is a JSON list, for one message of its numbers,
     * for several of such lists in their order.
     */
    EMBEDDING,

    /**
     * The one message is a JSON text, which the part of the built-in provider that the model names
     * understands; so is the answer.
     */
    BUILT_IN
  }

  /** What becomes of an answer. */
  public enum Shape {
    TEXT,

    /** A JSON value is read out of it. */
    JSON,

    /** A list of JSON values is read out of it. */
    ITEMS
  }

  public ModelCall {
    kind = kind == null ? Kind.CHAT : kind;
  }

  /** A chat that is answered in text, without tools. */
  public ModelCall(
      String provider,
      String model,
      List<Message> messages,
      ObjectNode options,
      @Nullable JsonNode schema,
      Duration timeout,
      RetryPolicy retry) {
    this(provider, model, messages, options, schema, timeout, retry, Kind.CHAT);
  }

  /** One without tools, answered in text. */
  public ModelCall(
      String provider,
      String model,
      List<Message> messages,
      ObjectNode options,
      @Nullable JsonNode schema,
      Duration timeout,
      RetryPolicy retry,
      Kind kind) {
    this(provider, model, messages, options, schema, timeout, retry, kind, null, null);
  }

  public Shape shape() {
    return answer == null ? Shape.TEXT : answer;
  }

  /**
   * A question to a part of the built-in provider.
   *
   * @param part such as {@code collections}
   * @param question what that part understands
   */
  public static ModelCall builtIn(
      String part, ObjectNode question, Duration timeout, RetryPolicy retry) {
    return new ModelCall(
        BUILT_IN,
        part,
        List.of(Message.of("user", Json.write(question))),
        Json.object(),
        null,
        timeout,
        retry,
        Kind.BUILT_IN);
  }

  /** The queue this call waits in: one for each provider and model. */
  public String lane() {
    return provider + "/" + model;
  }
}
