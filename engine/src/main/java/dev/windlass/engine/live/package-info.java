/**
 * What a watcher of a run is told while answers are written: pieces of text that come from the
 * nodes that call, put in order, merged for a reader who is slow, and read as JSON where that is
 * what is wanted.
 *
 * <p>Read {@link dev.windlass.engine.live.LiveText} first, then {@link
 * dev.windlass.engine.live.LiveFeed}. Pure; the stream around them is {@code
 * dev.windlass.engine.RunEvents}. Knows no more of the engine than its protocol and how JSON is
 * read.
 */
@NullMarked
package dev.windlass.engine.live;

import org.jspecify.annotations.NullMarked;
