package dev.windlass.engine.intake;

import dev.windlass.engine.partition.Line;

/**
 * A line that was read.
 *
 * @param bytes it had without its line end; 0 when it was too large to be kept
 */
record ReadLine(Line line, int bytes) {}
