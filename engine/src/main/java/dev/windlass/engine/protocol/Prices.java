package dev.windlass.engine.protocol;

import org.jspecify.annotations.Nullable;

/** What models cost, as the settings say. Thread-safe. */
@FunctionalInterface
public interface Prices {
  /** Nobody said what any model costs. */
  Prices UNKNOWN = (provider, model) -> null;

  /**
   * A model's price, or null where nobody said it.
   *
   * @param model as chains write it behind the slash
   */
  @Nullable Price of(String provider, String model);
}
