package dev.windlass.engine.run;

import dev.windlass.engine.chain.ModelRef;
import org.jspecify.annotations.Nullable;

/**
 * What a chain leaves to the configuration.
 *
 * @param provider for models named without one
 * @param model for asks of a chain that names none, {@code provider/model} or a bare name; null for
 *     no such default
 */
public record RunDefaults(String provider, @Nullable String model) {
  /** Which model is meant, its provider named; null where neither chain nor configuration say. */
  public @Nullable ModelRef meant(@Nullable ModelRef said) {
    var found = said != null || model == null ? said : ModelRef.of(model);
    return found == null || !found.provider().isEmpty()
        ? found
        : new ModelRef(provider, found.model());
  }
}
