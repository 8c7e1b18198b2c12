/**
 * Speaks HTTP for the engine; holds no rule of its own.
 *
 * <p>{@link dev.windlass.api.WindlassApi} is the door. {@code http} finds routes, reads requests
 * and writes answers; {@code problem} is what goes wrong; {@code view} is how things are written;
 * the other folders are the routes, one folder for each resource.
 */
@NullMarked
package dev.windlass.api;

import org.jspecify.annotations.NullMarked;
