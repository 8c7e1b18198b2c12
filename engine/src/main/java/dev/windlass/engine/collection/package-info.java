/**
 * Named collections of documents: what a {@code retrieve} searches. The documents, cut into chunks,
 * are events of the journal of one entity for each collection, so they are durable when they are
 * acknowledged and go where the entity goes. Indexes are not here: workers build them from what
 * they read, see {@link dev.windlass.engine.protocol.Collecting}.
 *
 * <p>Read {@link dev.windlass.engine.collection.Collection}, which decides, then {@link
 * dev.windlass.engine.collection.CollectionOwner}, which does; {@link
 * dev.windlass.engine.collection.Chunks} cuts texts, {@link
 * dev.windlass.engine.collection.CollectionNames} knows which collections a tenant has.
 */
@NullMarked
package dev.windlass.engine.collection;

import org.jspecify.annotations.NullMarked;
