package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.ChainReader.Fault;
import dev.windlass.engine.chain.ChainReader.Outcome;
import dev.windlass.engine.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chain in Java. It writes what a file would say and has it read and checked the same way. Keys
 * that a chain and a step share ({@code model}, {@code system}, {@code temperature}, ...) are the
 * chain's before the first step, and the step's behind it.
 */
public final class ChainBuilder extends StepsBuilder<ChainBuilder> {
  private final ObjectNode written = Json.object();
  private final Map<String, ObjectNode> inputs = new LinkedHashMap<>();

  ChainBuilder(String name) {
    written.put("chain", name);
  }

  @Override
  ChainBuilder self() {
    return this;
  }

  @Override
  ObjectNode place() {
    var step = step();
    return step == null ? written : step;
  }

  public ChainBuilder description(String text) {
    return put(written, "description", text);
  }

  /** What a line must bring, and nothing else is free. */
  public ChainBuilder inputs(String... names) {
    for (var name : names) {
      inputs.put(name, Json.object());
    }
    return self();
  }

  /**
   * @param type JSON type name, or null for any
   * @param fallback used where a line lacks it, or null where it is required
   */
  public ChainBuilder input(String name, @Nullable String type, @Nullable Object fallback) {
    var input = Json.object();
    inputs.put(name, input);
    if (type != null) {
      input.put("type", type);
    }
    return fallback == null ? self() : put(input, "default", fallback);
  }

  /** A chain that comes with this one, so that {@code use} finds it under its name. */
  public ChainBuilder with(Chain used) {
    return put(written.withObjectProperty("chains"), used.name(), used.source());
  }

  /** Values of an option, or of {@code model}, to try with each line: one run a combination. */
  public ChainBuilder grid(String parameter, Object... values) {
    return put(written.withObjectProperty("grid"), parameter, List.of(values));
  }

  /** Runs of each line and combination. */
  public ChainBuilder repeatRuns(int runs) {
    return put(written, "repeat_runs", runs);
  }

  /** The variable whose value a result shows. */
  public ChainBuilder output(String variable) {
    return put(written, "output", variable);
  }

  /** The variables that a result shows, as an object. */
  public ChainBuilder outputs(String... variables) {
    return put(written, "output", List.of(variables));
  }

  /** What a result shows, by key; texts are templates. */
  public ChainBuilder output(Map<String, ?> values) {
    return put(written, "output", values);
  }

  /** The checked chain; one with faults is an {@link IllegalArgumentException} that lists them. */
  public Chain build() {
    var chain = written.deepCopy();
    if (!inputs.isEmpty()) {
      boolean namesOnly = inputs.values().stream().allMatch(ObjectNode::isEmpty);
      chain.set("inputs", tree(namesOnly ? inputs.keySet() : inputs));
    }
    chain.set("steps", steps.deepCopy());
    return switch (ChainReader.read(chain, written.path("chain").asText())) {
      case Outcome.Good(var good) -> good;
      case Outcome.Bad(var faults) ->
          throw new IllegalArgumentException(
              faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    };
  }
}
