/**
 * From text to a JSON tree that knows where in the text each of its nodes stood, and from a tree to
 * YAML.
 *
 * <p>Read {@link dev.windlass.engine.chain.source.SourceText}; {@code YamlText} and {@code
 * JsonText} fill it. Bounded in size, depth, aliases and nodes. {@link
 * dev.windlass.engine.chain.source.YamlPrinter} goes the other way. Used by the reader of chains,
 * and by what prints and imports them.
 */
@NullMarked
package dev.windlass.engine.chain.source;

import org.jspecify.annotations.NullMarked;
