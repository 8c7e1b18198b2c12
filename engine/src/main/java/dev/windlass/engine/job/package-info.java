/**
 * Jobs: a chain over many lines, from submission to the last result.
 *
 * <p>{@code Job} decides and remembers, {@code JobCoordinator} journals and does. The directory
 * knows which jobs there are, the catalog which chains.
 */
@NullMarked
package dev.windlass.engine.job;

import org.jspecify.annotations.NullMarked;
