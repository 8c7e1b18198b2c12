/**
 * Takes lines in: cuts a stream of bytes into lines, reads each, and hands them on in batches that
 * become durable before they are acknowledged.
 *
 * <p>{@link dev.windlass.engine.intake.Intake} is the door. Behind it, in the order of a line's
 * way: {@code LineSplitter} cuts, {@code Overlap} drops what is known already, {@code LineReader}
 * reads, {@code Acceptance} gives each line its id and its partition, {@code Batches} hands full
 * batches to the {@link dev.windlass.engine.intake.IntakeTarget}. {@code Upload} joins them. All
 * but the last two are pure.
 */
@NullMarked
package dev.windlass.engine.intake;

import org.jspecify.annotations.NullMarked;
