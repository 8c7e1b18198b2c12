/**
 * A provider without a model: a real HTTP server with OpenAI's wire, latency, limits and faults,
 * for trying things out, for tests and for measurements.
 *
 * <p>{@link dev.windlass.workers.provider.simulated.SimulatedProvider} is the front door and {@link
 * dev.windlass.workers.provider.simulated.SimulatedSettings} what it takes. A request comes in at
 * {@code ServerConnection}, is read by {@code ChatRequest}, goes through {@code SimulatedLimits}
 * and {@code Dice} in {@code ChatService}, gets its words from {@code Answers}, and leaves as
 * {@code ChatReply}; {@code CallLog} and {@code Tally} remember it.
 */
@NullMarked
package dev.windlass.workers.provider.simulated;

import org.jspecify.annotations.NullMarked;
