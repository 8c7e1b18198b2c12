/**
 * What travels between the coordinators, the model workers and the front doors: ids, step requests
 * and their outcomes, demand, refusals, and the views that clients read.
 *
 * <p>Read {@link dev.windlass.engine.protocol.StepRequest} and {@link
 * dev.windlass.engine.protocol.StepOutcome} first, then {@link
 * dev.windlass.engine.protocol.Dispatching}. The only folder of the engine that model workers may
 * use; it knows no other folder.
 */
@NullMarked
package dev.windlass.engine.protocol;

import org.jspecify.annotations.NullMarked;
