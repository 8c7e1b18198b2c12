/**
 * A partition: up to a thousand runs of a job, the unit of persistence and of distribution.
 *
 * <p>{@code Partition} decides and remembers, {@code PartitionCoordinator} journals and does;
 * {@code dev.windlass.engine.partition.PartitionEvent} is what is true for ever. Read them in that
 * order. Whoever is told something by a coordinator must bear being told twice.
 */
@NullMarked
package dev.windlass.engine.partition;

import org.jspecify.annotations.NullMarked;
