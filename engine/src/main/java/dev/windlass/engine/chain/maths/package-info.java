/**
 * Arithmetic as numexpr does it and as Python prints it: integers of 64 bits and doubles, kept
 * apart.
 *
 * <p>{@link dev.windlass.engine.chain.maths.Expression} is the door. {@code Grammar} has EvalEx cut
 * an expression and order its operators, and makes {@code Term}s of what comes; those compute with
 * {@code Arithmetic} and {@code Functions}. Nothing can be called but the functions listed there.
 * Pure; used by the chain language alone.
 */
@NullMarked
package dev.windlass.engine.chain.maths;

import org.jspecify.annotations.NullMarked;
