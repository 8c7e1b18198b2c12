/**
 * The journal of a cluster: PostgreSQL through pekko-persistence-jdbc, in that plugin's own tables.
 *
 * <p>{@link dev.windlass.engine.journal.postgres.PostgresStore} has the tables made, keeps the secret
 * and gives Pekko its configuration (windlass-postgres.conf); {@code PostgresJournal} is the
 * plugin's journal with its writes watched, {@code PostgresProbe} notices when a database that
 * failed is back. Only {@code Journals} uses this folder.
 */
@NullMarked
package dev.windlass.engine.journal.postgres;

import org.jspecify.annotations.NullMarked;
