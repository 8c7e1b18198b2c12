package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Scope;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables at one place of a run. What is set inside {@code parallel}, {@code each} and {@code
 * fold} stays there, so each of their bodies has variables of its own around which it sees the
 * outer ones. Defaults are looked at last, the innermost first.
 */
final class Variables implements Scope {
  private final @Nullable Variables outer;
  private final Map<String, JsonNode> defaults;

  /** Where {@link #set} writes: here, or further out when this only adds defaults. */
  private final Variables own;

  private Map<String, JsonNode> values = Map.of();
  private final @Nullable ObjectNode input;

  private Variables(
      @Nullable Variables outer,
      Map<String, JsonNode> defaults,
      @Nullable Variables own,
      @Nullable ObjectNode input) {
    this.outer = outer;
    this.defaults = defaults;
    this.own = own == null ? this : own;
    this.input = input;
  }

  static Variables of(Chain chain, ObjectNode input) {
    return new Variables(null, defaults(chain), null, input);
  }

  private static Map<String, JsonNode> defaults(Chain chain) {
    var all = chain.defaults();
    for (var declared : chain.inputs().entrySet()) {
      var fallback = declared.getValue().fallback();
      if (fallback != null) {
        all = new HashMap<>(all);
        all.putIfAbsent(declared.getKey(), fallback);
      }
    }
    return all;
  }

  /** Variables of a body whose names stay inside it. */
  Variables inner() {
    return new Variables(this, Map.of(), null, null);
  }

  /** The same variables, seen with a step's defaults behind them. */
  Variables with(Map<String, JsonNode> more) {
    return more.isEmpty() ? this : new Variables(this, more, own, null);
  }

  void set(String name, JsonNode value) {
    if (own.values.isEmpty()) {
      own.values = LinkedHashMap.newLinkedHashMap(4);
    }
    own.values.put(name, value);
  }

  @Override
  public @Nullable JsonNode get(String name) {
    var value = brought(name);
    return value != null ? value : fallback(name);
  }

  private @Nullable JsonNode brought(String name) {
    for (var each = this; each != null; each = each.outer) {
      var value = each.values.get(name);
      if (value == null && each.input != null) {
        value = each.input.get(name);
      }
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private @Nullable JsonNode fallback(String name) {
    for (var each = this; each != null; each = each.outer) {
      var value = each.defaults.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** What steps have set here, in the order in which they first did. */
  Map<String, JsonNode> written() {
    return values;
  }
}
