package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chains that one chain can use, while it is read. A name is looked up among the chains that
 * stand with it, then among those that stand with the chain around it, and so on outwards, and at
 * last in {@link SubChains}. One for each chain that is read; each place is read once.
 */
final class Uses {
  static final int MOST_DEEP = 16;

  /** Most steps of a chain with all that it uses, each counted where it is used. */
  static final long MOST_STEPS = 10_000;

  /**
   * A chain that was read.
   *
   * @param height chains below each other in it, itself included
   * @param steps with those of the chains it uses
   */
  record Read(Chain chain, int height, long steps) {}

  /** A chain as written, and what it can use. */
  record Found(JsonNode source, Uses within) {}

  private final @Nullable Uses outer;
  private final Map<String, JsonNode> own = new HashMap<>();
  private final SubChains elsewhere;
  private final Map<String, Read> read = new HashMap<>();

  /** What was found elsewhere, by reference; kept by the outermost alone. */
  private final Map<String, JsonNode> pinned;

  private Uses(@Nullable Uses outer, SubChains elsewhere, Map<String, JsonNode> pinned) {
    this.outer = outer;
    this.elsewhere = elsewhere;
    this.pinned = pinned;
  }

  static Uses of(SubChains elsewhere) {
    return new Uses(null, elsewhere, new LinkedHashMap<>());
  }

  /** Those of a chain that stands among these. */
  Uses inner() {
    return new Uses(this, elsewhere, pinned);
  }

  void add(String reference, JsonNode source) {
    own.put(reference, source);
  }

  /** Where a reference leads, or null where nobody here knows it. */
  @Nullable Found find(String reference) {
    var last = this;
    for (var each = this; each != null; each = each.outer) {
      var source = each.own.get(reference);
      if (source != null) {
        return new Found(source, each);
      }
      last = each;
    }
    var known = pinned.get(reference);
    var source = known != null ? known : elsewhere.find(reference);
    if (source == null) {
      return null;
    }
    pinned.put(reference, source);
    return new Found(source, last);
  }

  /** What was found elsewhere and must be written into the chain. */
  Map<String, JsonNode> pinned() {
    return pinned;
  }

  @Nullable Read known(String reference) {
    return read.get(reference);
  }

  void remember(String reference, Read chain) {
    read.put(reference, chain);
  }

  /** Height and size of a chain whose steps were read. */
  static Read measured(Chain chain) {
    int below = 0;
    long steps = 0;
    for (var each : Steps.all(chain.steps())) {
      steps++;
      if (each instanceof Step.Use use && use.measured() != null) {
        below = Math.max(below, use.measured().height());
        steps += use.measured().steps();
      }
    }
    return new Read(chain, below + 1, steps);
  }
}
