package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A function that a model may ask for: an HTTP endpoint, or another chain. Thread-safe. */
public final class Tool {
  private final String name;
  private final @Nullable String description;
  private final Schemas.Checked parameters;
  private final @Nullable Http http;
  private final Step.@Nullable Use use;

  /**
   * Where a tool is called.
   *
   * @param method GET sends the arguments as the query, POST as a JSON body
   * @param timeout of one call, total
   */
  public record Http(URI url, String method, Duration timeout, RetryPolicy retry) {}

  /** One of endpoint and chain is there. */
  Tool(
      String name,
      @Nullable String description,
      Schemas.Checked parameters,
      @Nullable Http http,
      Step.@Nullable Use use) {
    this.name = name;
    this.description = description;
    this.parameters = parameters;
    this.http = http;
    this.use = use;
  }

  public String name() {
    return name;
  }

  /** Null where it is a chain. */
  public @Nullable Http http() {
    return http;
  }

  /** The chain that takes the arguments as its input; null where it is an endpoint. */
  public Step.@Nullable Use use() {
    return use;
  }

  /** What is wrong with these arguments, or null where they fit. */
  public @Nullable String misfits(JsonNode arguments) {
    return parameters.misfits(arguments);
  }

  /** As OpenAI's wire has it. */
  ObjectNode wire() {
    var function = JsonNodeFactory.instance.objectNode();
    function.put("name", name);
    if (description != null) {
      function.put("description", description);
    }
    function.set("parameters", parameters.source());
    var tool = JsonNodeFactory.instance.objectNode();
    tool.put("type", "function");
    tool.set("function", function);
    return tool;
  }
}
