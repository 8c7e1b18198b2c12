package dev.windlass.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param nextToken opaque, bound to tenant and query; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextToken) {}
