/**
 * The journal of a cluster: PostgreSQL through pekko-persistence-jdbc, in that plugin's own tables.
 *
 * <p>{@link dev.windlass.engine.journal.postgres.PostgresStore} has the tables made ({@code
 * PostgresSchema}, {@code Migrations}), keeps the secret and gives Pekko its configuration
 * (windlass-postgres.conf). {@code PostgresJournal} and {@code PostgresSnapshots} are the plugin's,
 * watched; {@code PostgresProbe} keeps everything from a database that is away, and notices when it
 * is back. {@code CopyTarget} is filled from a data folder. Only {@code Journals} and {@code copy}
 * use this folder.
 */
@NullMarked
package dev.windlass.engine.journal.postgres;

import org.jspecify.annotations.NullMarked;
