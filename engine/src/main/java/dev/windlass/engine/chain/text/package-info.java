/**
 * How values become text and text becomes values, without a chain in sight: numbers as Python
 * prints them, format specs, filters, the first JSON value in an answer, dates by a pattern, XML,
 * names that look alike, the size of a pattern.
 *
 * <p>Read {@link dev.windlass.engine.chain.text.Printer} first. Leaves, used by the chain language
 * alone.
 */
@NullMarked
package dev.windlass.engine.chain.text;

import org.jspecify.annotations.NullMarked;
