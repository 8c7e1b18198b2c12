/**
 * Takes steps from the dispatchers and asks the providers, within the limits.
 *
 * <p>Read {@link dev.windlass.workers.pool.Workers} for what a node offers; then {@link
 * dev.windlass.workers.pool.Desk}, which decides about every step that a pool holds: when it may
 * start, whether it is asked again, how it ends ({@link dev.windlass.workers.pool.OnTheWay} tells
 * the limit when a request was written, {@link dev.windlass.workers.pool.Pace} and {@link
 * dev.windlass.workers.pool.WakeUp} say when to look again); then {@link
 * dev.windlass.workers.pool.WorkerPool}, the actor around it, one for each limit; {@link
 * dev.windlass.workers.pool.ModelWorker}, one call in flight each; {@link
 * dev.windlass.workers.pool.Lanes} for how much is asked of whom; and {@link
 * dev.windlass.workers.pool.NodePools}, which joins the pools of a node to its dispatchers.
 */
@NullMarked
package dev.windlass.workers.pool;

import org.jspecify.annotations.NullMarked;
