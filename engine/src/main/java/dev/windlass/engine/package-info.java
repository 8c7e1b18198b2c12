/**
 * Decides and remembers: chains of prompts as durable jobs. Speaks no HTTP and calls no provider.
 *
 * <p>{@link dev.windlass.engine.Engine} is the front door. Behind it, in the order of a line's way:
 * {@code intake} takes lines in, {@code job} keeps the life of a job, {@code partition} breaks its
 * chain runs into step messages with the help of {@code run} and {@code chain}, {@code dispatch}
 * hands them to pools, {@code journal} keeps the events, {@code results} reads them back. Who
 * watches a run while its answers are written is served by {@code live}.
 *
 * <p>{@link dev.windlass.engine.WindlassEngine} starts it all and stands behind the door: {@code
 * JobsDoor}, {@code RunsDoor} and {@code ChainsDoor} turn questions into messages to entities, and
 * what is not answered in time into refusals.
 */
@NullMarked
package dev.windlass.engine;

import org.jspecify.annotations.NullMarked;
