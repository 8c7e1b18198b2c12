package dev.windlass.engine.run;

import org.jspecify.annotations.Nullable;

/**
 * What a chain leaves to the configuration.
 *
 * @param provider for models named without one
 * @param model for asks of a chain that names none, {@code provider/model} or a bare name; null for
 *     no such default
 */
public record RunDefaults(String provider, @Nullable String model) {}
