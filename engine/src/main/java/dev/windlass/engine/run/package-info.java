/**
 * One chain taken over one line: what does this run need next?
 *
 * <p>{@link dev.windlass.engine.run.Run} is the core that the partition asks, and that a reader of
 * results asks again. It knows no clock, no actor and no I/O: the same answers give the same run.
 * Behind it: {@code Course} is one take of a run, with its open questions; {@code Body} goes
 * through steps one after another; {@code Asking} is one ask with its repairs; {@code Block} is a
 * step with bodies inside ({@code Branches}, {@code Rounds}, {@code Taken}). A new kind of step is
 * a case in {@code Body}, and a block if it has bodies.
 */
@NullMarked
package dev.windlass.engine.run;

import org.jspecify.annotations.NullMarked;
