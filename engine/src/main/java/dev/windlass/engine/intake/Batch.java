package dev.windlass.engine.intake;

import dev.windlass.engine.partition.Line;
import java.util.List;

/**
 * Lines that become durable with one write.
 *
 * @param from index in the partition of the first of them
 * @param rejectedSoFar lines of this upload, up to the last of these, that can never run
 * @param fill what the partition holds with them
 */
record Batch(int from, List<Line> lines, long rejectedSoFar, IntakeTarget.PartitionFill fill) {}
