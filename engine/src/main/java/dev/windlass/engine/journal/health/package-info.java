/**
 * How the journal is: whether writes come back in time and whether there is room for them.
 *
 * <p>{@link dev.windlass.engine.journal.health.JournalHealth} is told by every journal of ours and
 * asked by whoever starts calls.
 */
@NullMarked
package dev.windlass.engine.journal.health;

import org.jspecify.annotations.NullMarked;
