/**
 * From text to a JSON tree that knows where in the text each of its nodes stood.
 *
 * <p>Read {@link dev.windlass.engine.chain.source.SourceText}; {@code YamlText} and {@code
 * JsonText} fill it. Bounded in size, depth, aliases and nodes. Used by the reader of chains alone.
 */
@NullMarked
package dev.windlass.engine.chain.source;

import org.jspecify.annotations.NullMarked;
