package dev.windlass.engine.protocol;

/**
 * What is true for ever once it is in the journal: an event, or the snapshot of a state. A record,
 * listed by name in {@code windlass.journal.events}, with a sample file of its own among the tests.
 */
public interface Journaled {}
