/**
 * Who is next? The queues of a node, between its partitions, which have questions, and the pools,
 * which have permits and free workers.
 *
 * <p>Read {@link dev.windlass.engine.dispatch.Board} first: it decides, and knows no actor and no
 * clock. {@code FairQueue} orders what waits, {@code PartitionDesk} keeps what a partition asked
 * until the answer is stored, {@code PoolDesk} what a pool wants. {@link
 * dev.windlass.engine.dispatch.Dispatcher} is the shell. Nothing here is journaled: after a crash
 * the partitions ask again.
 */
@NullMarked
package dev.windlass.engine.dispatch;

import org.jspecify.annotations.NullMarked;
