/**
 * What the engine remembers, and where: events as JSON, in an embedded journal or in PostgreSQL.
 *
 * <p>Read in this order: {@link dev.windlass.engine.protocol.Journaled} marks an event, {@link
 * dev.windlass.engine.journal.JournalSerializer} writes it by its name in {@code
 * windlass.journal.events}. {@link dev.windlass.engine.journal.Journals} opens the journal that the
 * configuration names, {@code embedded} or {@code postgres}, before the actor system starts; {@code
 * health} says whether calls may start. {@link dev.windlass.engine.journal.PersistenceIds} names
 * the streams. This folder knows no event by class; every other folder may use it.
 *
 * <p>A new event takes three steps: a record that implements {@code Journaled}; a line in {@code
 * windlass.journal.events} of the engine's reference.conf; a test that calls {@code
 * JournalSamples.holds("name.1", example)} with an example of it, run once with {@code
 * -Dwindlass.samples=write}, which keeps the example's bytes under {@code journal-samples/}. From
 * then on every build must read that file as that example. A sample is never written again: an
 * event whose shape changes so that its old sample no longer reads gets a new name, one higher.
 */
@NullMarked
package dev.windlass.engine.journal;

import org.jspecify.annotations.NullMarked;
