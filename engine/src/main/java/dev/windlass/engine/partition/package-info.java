/**
 * A partition: up to a thousand runs of a job, the unit of persistence and of distribution.
 *
 * <p>{@code Partition} decides, {@link dev.windlass.engine.partition.PartitionCoordinator} journals
 * and does; {@link dev.windlass.engine.partition.PartitionEvent} is what is true for ever and
 * {@code Ledger} what memory keeps of it; {@code UnderWay} are the runs that work now. Read them in
 * that order. {@link dev.windlass.engine.partition.Partitions} starts them, {@link
 * dev.windlass.engine.partition.PartitionCommand} and {@link
 * dev.windlass.engine.partition.PartitionReport} are the talk with the job. Whoever is told
 * something by a coordinator must bear being told twice.
 */
@NullMarked
package dev.windlass.engine.partition;

import org.jspecify.annotations.NullMarked;
