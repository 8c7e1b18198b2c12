package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code use} finds chains that do not come with the chain itself: beside its file, or among
 * the applied ones. What is found is written into the chain that is read, under {@code chains}, and
 * so is the same from then on.
 */
@FunctionalInterface
public interface SubChains {
  /** Knows none. */
  SubChains NONE = reference -> null;

  /**
   * @param reference {@code name} or {@code name@3}
   * @return the chain as written, or null where it is not known here
   * @throws IllegalArgumentException where there is one and it cannot be read
   */
  @Nullable JsonNode find(String reference);
}
