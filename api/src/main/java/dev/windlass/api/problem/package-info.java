/**
 * What goes wrong, as clients get it: {@code application/problem+json} after RFC 9457.
 *
 * <p>{@link dev.windlass.api.problem.ProblemType} is the closed list, each with a page of its own;
 * {@link dev.windlass.api.problem.Problem} is one occurrence; {@link
 * dev.windlass.api.problem.Refusals} turns what the engine refuses into one. No problem ever holds
 * a stack trace, a key, or a piece of a prompt.
 */
@NullMarked
package dev.windlass.api.problem;

import org.jspecify.annotations.NullMarked;
