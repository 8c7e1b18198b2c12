package dev.windlass.engine.partition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The chains that the partitions of a node run, each compiled once. Bounded: the one that was not
 * asked for the longest gives way, and is compiled again when it is wanted. Thread-safe.
 */
public final class ChainCache {
  private final int most;
  private final Function<JsonNode, Chain> compiler;
  private final Map<JsonNode, Chain> chains = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most chains kept
   */
  public ChainCache(int most) {
    this(most, ChainCache::compile);
  }

  ChainCache(int most, Function<JsonNode, Chain> compiler) {
    this.most = most;
    this.compiler = compiler;
  }

  /**
   * @param source canonical JSON, accepted once
   */
  public synchronized Chain of(JsonNode source) {
    var known = chains.get(source);
    if (known != null) {
      return known;
    }
    var compiled = compiler.apply(source);
    chains.put(source, compiled);
    if (chains.size() > most) {
      var eldest = chains.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return compiled;
  }

  private static Chain compile(JsonNode source) {
    return switch (ChainReader.read(source, "inline")) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(var faults) ->
          throw new IllegalStateException(
              "a chain in the journal is refused by this build, start the version that took it or"
                  + " a newer one: "
                  + faults.getFirst());
    };
  }
}
