package dev.windlass.engine.journal;

/** Marks what may be written to the journal. */
public interface Journaled {}
