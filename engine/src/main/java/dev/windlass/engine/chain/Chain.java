package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chain: steps as data, checked. Two chains with equal canonical JSON are the same chain, however
 * they were written.
 *
 * @param name {@code [a-z0-9-]{1,64}}
 * @param inputs what a line must bring, by name; with declared types and defaults where given
 * @param inputsDeclared whether the chain lists its inputs itself, or they are its free variables
 * @param output what a result shows, or null for all variables that steps set
 * @param model the default of its asks, or null
 * @param source canonical JSON of the chain as it was written; what is stored and hashed
 * @param digest {@code sha256:} and 64 hex digits, over the canonical JSON
 */
public record Chain(
    String name,
    @Nullable String description,
    Map<String, Input> inputs,
    boolean inputsDeclared,
    Map<String, JsonNode> defaults,
    @Nullable Output output,
    @Nullable ModelRef model,
    Map<String, JsonNode> options,
    @Nullable Template system,
    History history,
    RetryPolicy retry,
    Duration timeout,
    List<Step> steps,
    JsonNode source,
    String digest) {
  /** The chains that it uses, itself or through others, and that nobody knew when it was read. */
  public List<String> missing() {
    return UseReader.missing(this);
  }

  /** Begins a chain in Java. */
  public static ChainBuilder named(String name) {
    return new ChainBuilder(name);
  }

  /**
   * One declared input.
   *
   * @param type JSON type name, or null for any
   * @param fallback used when a line lacks it, or null when it is required
   */
  public record Input(@Nullable String type, @Nullable JsonNode fallback) {}

  /** What {@code output:} chooses. */
  public sealed interface Output {
    record One(String variable) implements Output {}

    record Several(List<String> variables) implements Output {}

    record Shaped(Map<String, Value> values) implements Output {}
  }
}
