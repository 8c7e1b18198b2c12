/**
 * How what is said between nodes becomes bytes: CBOR by Jackson, by name and from a closed list, no
 * Java serialization, no class name from the wire.
 *
 * <p>Read {@link dev.windlass.engine.travel.TravelSerializer} first, then {@code TravelTypes}, the
 * list, and {@code TravelCbor}, the dialect. This folder knows no message by class but {@link
 * dev.windlass.engine.protocol.Reply} and {@link dev.windlass.engine.protocol.StepOutcome}.
 *
 * <p>A new message takes two steps: a record that implements {@link
 * dev.windlass.engine.protocol.Travels}, and a line in {@code windlass.travel.types} of its
 * module's reference.conf. A test in deploy goes over all of them and fails when one is missing.
 */
@NullMarked
package dev.windlass.engine.travel;

import org.jspecify.annotations.NullMarked;
