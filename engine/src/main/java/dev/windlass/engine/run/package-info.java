/**
 * One chain taken over one line: what does this run need next?
 *
 * <p>{@link dev.windlass.engine.run.Run} is the core that the partition asks, and that a reader of
 * results asks again. It knows no clock, no actor and no I/O: the same answers give the same run.
 */
@NullMarked
package dev.windlass.engine.run;

import org.jspecify.annotations.NullMarked;
