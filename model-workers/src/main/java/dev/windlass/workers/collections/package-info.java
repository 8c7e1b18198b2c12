/**
 * What a worker knows of collections: an index of each that it was asked about, built from what the
 * collection's owner journaled, and brought up to date before each search. Nothing here is lost by
 * a crash, because nothing here is the only copy.
 *
 * <p>Read {@link dev.windlass.workers.collections.CollectionsPart}, which answers {@code retrieve},
 * then {@link dev.windlass.workers.collections.Indexes}, {@link
 * dev.windlass.workers.collections.CollectionIndex} and {@link
 * dev.windlass.workers.collections.Search}.
 */
@NullMarked
package dev.windlass.workers.collections;

import org.jspecify.annotations.NullMarked;
