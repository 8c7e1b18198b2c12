/**
 * Reads the journal back as results, in input order and in the order of completion. Nothing is
 * stored for it: a partition's events are folded through the same core that ran them.
 */
@NullMarked
package dev.windlass.engine.results;

import org.jspecify.annotations.NullMarked;
