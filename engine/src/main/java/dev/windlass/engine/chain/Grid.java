package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chain tries with each line: every combination of some options and models, each so many
 * times. The runs of a line are numbered from 0; of the parameters the last one changes fastest,
 * and the repetitions of a combination stand together.
 *
 * @param parameters the values of each option, and of {@code model}, in the order of the chain
 * @param repeats runs of each combination, at least 1
 */
public record Grid(Map<String, List<JsonNode>> parameters, int repeats) {
  /** Most runs of one line. */
  public static final int MOST_RUNS = 1_000;

  static final String MODEL = "model";

  /** Runs of one line. */
  public int runs() {
    long runs = repeats;
    for (var values : parameters.values()) {
      runs = Math.min(runs * Math.max(1, values.size()), Integer.MAX_VALUE);
    }
    return (int) runs;
  }

  /**
   * Runs of one line of a chain that was accepted once, without reading all of it.
   *
   * @param source canonical JSON of the chain
   */
  public static int runsPerLine(JsonNode source) {
    int runs = Math.max(1, source.path("repeat_runs").asInt(1));
    for (var values : source.path("grid")) {
      runs *= Math.max(1, values.size());
    }
    return runs;
  }

  /** The values of one of a line's runs, by parameter. */
  public ObjectNode combination(int run) {
    int rest = run / repeats;
    var reversed = new LinkedHashMap<String, JsonNode>();
    for (var name : List.copyOf(parameters.keySet()).reversed()) {
      var values = parameters.get(name);
      if (values != null) {
        reversed.put(name, values.get(rest % values.size()));
        rest /= values.size();
      }
    }
    var combination = Json.object();
    parameters.keySet().forEach(name -> combination.set(name, reversed.get(name)));
    return combination;
  }

  /** Which repetition of its combination a run is, from 1. */
  public int repetition(int run) {
    return run % repeats + 1;
  }

  /** The models among the parameters. */
  public List<ModelRef> models() {
    return parameters.getOrDefault(MODEL, List.of()).stream()
        .map(model -> ModelRef.of(model.asText()))
        .toList();
  }

  /** Reads {@code grid} and {@code repeat_runs}; null where neither is there. */
  static @Nullable Grid read(@Nullable At grid, @Nullable At repeats, Reading reading) {
    if (grid == null && repeats == null) {
      return null;
    }
    var parameters = new LinkedHashMap<String, List<JsonNode>>();
    if (grid != null && grid.isObject("an object of lists, as {temperature: [0, 0.7]},")) {
      for (var key : grid.keys()) {
        var values = grid.get(key);
        if (values != null && !(key.equals(MODEL) || reading.isOption(grid, key))) {
          continue;
        }
        var items = values == null ? List.<At>of() : values.items("a list of values to try");
        if (values != null && values.node().isArray() && items.isEmpty()) {
          values.fault("required", key + " has no values to try");
        }
        if (key.equals(MODEL)) {
          items.forEach(reading::model);
        }
        parameters.put(key, items.stream().map(At::node).toList());
      }
    }
    var read = new Grid(parameters, repeats == null ? 1 : repeats.integer(1, MOST_RUNS));
    if (read.runs() > MOST_RUNS) {
      var at = grid == null ? repeats : grid;
      if (at != null) {
        at.fault(
            "too-large",
            "each line would have "
                + read.runs()
                + " runs; at most "
                + MOST_RUNS
                + " are possible");
      }
    }
    return read;
  }
}
