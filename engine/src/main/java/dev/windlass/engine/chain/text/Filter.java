package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/**
 * One turn that a value takes on its way into a text: {@code {x|trim|upper}}. The list of filters
 * is closed; {@link Filters} has them all.
 *
 * @param name as the author wrote it
 * @param restores whether it gives a value where there is none, as {@code default} does
 */
public record Filter(String name, boolean restores, Turn turn) {
  /** What a filter does. */
  @FunctionalInterface
  interface Turn {
    /** The new value, or null where there is none, as the first item of an empty list. */
    @Nullable JsonNode of(JsonNode value);
  }

  /**
   * The value behind this filter, or null where there is none. A value that it cannot take is an
   * {@link IllegalArgumentException} that says why.
   *
   * @param value null where there is none so far
   */
  public @Nullable JsonNode apply(@Nullable JsonNode value) {
    boolean nothing = value == null || (value.isNull() && !name.equals("json"));
    return nothing && !restores ? null : turn.of(value == null ? NullNode.getInstance() : value);
  }
}
