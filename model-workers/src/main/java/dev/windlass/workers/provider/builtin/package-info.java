/**
 * The provider {@code windlass}, which is no model: what every worker node answers itself. Read
 * {@link dev.windlass.workers.provider.builtin.BuiltInPart} first, then {@link
 * dev.windlass.workers.provider.builtin.BuiltInProvider}. Asked as models are, so that what it
 * answers is journaled, spread over the workers and resumed as an answer of a model is.
 */
@NullMarked
package dev.windlass.workers.provider.builtin;

import org.jspecify.annotations.NullMarked;
