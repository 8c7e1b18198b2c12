/**
 * A cluster on one machine, for people to try: a database of its own, the simulated provider and
 * some nodes, each a process that outlives the command.
 *
 * <p>{@link dev.windlass.deploy.cli.trial.Trial} starts, finds and ends them. {@code Plan} is what
 * it writes down of them, {@code Spawned} one process that is found again by its id, {@code
 * LocalPostgres} the database. Everything lies in one folder, and nothing else is touched.
 */
@NullMarked
package dev.windlass.deploy.cli.trial;

import org.jspecify.annotations.NullMarked;
