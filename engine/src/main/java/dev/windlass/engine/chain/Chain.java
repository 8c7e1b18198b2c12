package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
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
 * @param fallback models asked in turn where the one before did not give an answer
 * @param grid what is tried with each line, or null where a line is one run
 * @param cache whether identical calls of its asks are made once
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
    List<ModelRef> fallback,
    Map<String, JsonNode> options,
    @Nullable Template system,
    History history,
    RetryPolicy retry,
    Duration timeout,
    boolean cache,
    List<Step> steps,
    @Nullable Grid grid,
    JsonNode source,
    String digest) {
  /** The chains that it uses, itself or through others, and that nobody knew when it was read. */
  public List<String> missing() {
    return UseReader.missing(this);
  }

  /** Whether some ask has models that stand in for its own. */
  public boolean mayFallBack() {
    return !fallback.isEmpty()
        || Steps.all(steps).stream()
            .anyMatch(step ->
                switch (step) {
                  case Step.Ask ask -> ask.fallback() != null && !ask.fallback().isEmpty();
                  case Step.Use use -> use.chain() != null && use.chain().mayFallBack();
                  default -> false;
                });
  }

  /** How many runs a line has. */
  public int runsPerLine() {
    return grid == null ? 1 : grid.runs();
  }

  /**
   * The chain as one of a line's runs takes it: with the options and the model of its combination
   * in place of the chain's own.
   *
   * @param run from 0
   */
  public Chain variant(int run) {
    if (grid == null) {
      return this;
    }
    var combination = grid.combination(run);
    var changed = new LinkedHashMap<>(options);
    combination.properties().stream()
        .filter(each -> !each.getKey().equals(Grid.MODEL))
        .forEach(each -> changed.put(each.getKey(), each.getValue()));
    var other = combination.get(Grid.MODEL);
    return new Chain(
        name,
        description,
        inputs,
        inputsDeclared,
        defaults,
        output,
        other == null ? model : ModelRef.of(other.asText()),
        fallback,
        changed,
        system,
        history,
        retry,
        timeout,
        cache,
        steps,
        grid,
        source,
        digest);
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
