/**
 * Reads the journal back as results, in input order and in the order of completion. Nothing is
 * stored for it: a partition's events are folded through the same core that ran them.
 *
 * <p>{@link dev.windlass.engine.results.Results} is the door. {@code CompletionOrder} (with {@code
 * Advances}) and {@code InputOrder} are the two readers, {@code RunReader} and {@code Failures} the
 * two questions beside them. {@code JobFold}, {@code PartitionFold} and {@code RunFold} are what
 * the events tell; {@code Cursor} is a place as a client holds it. Readers are plain code that
 * waits, on virtual threads; {@code Events} is the journal as they walk along it.
 */
@NullMarked
package dev.windlass.engine.results;

import org.jspecify.annotations.NullMarked;
