/**
 * How many tokens a text has: counted where a model's encoding is known, else estimated, and
 * learned from what providers report.
 *
 * <p>{@link dev.windlass.workers.tokens.TokenEstimator} is all there is to know from outside;
 * {@code ModelEncodings} knows which model reads by which encoding.
 */
@NullMarked
package dev.windlass.workers.tokens;

import org.jspecify.annotations.NullMarked;
