/**
 * Jobs: a chain over many lines, from submission to the last result; and what a tenant has of them.
 *
 * <p>Read {@code JobChange} (what is true for ever), {@code Job} (the life of one job) and {@code
 * JobRules} (what follows from what it is told), then {@code Crew} (which partitions are at work
 * just now) and {@code RetryRound}. {@code JobCoordinator} journals and does; what it holds and
 * does not remember is its {@code JobMoment}. {@code JobDirectory} knows which jobs there are,
 * {@code ChainCatalog} which chains. Only the front doors use this folder.
 */
@NullMarked
package dev.windlass.engine.job;

import org.jspecify.annotations.NullMarked;
