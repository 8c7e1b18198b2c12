/**
 * The journal of one process: a SQLite file in its data folder, behind Pekko's journal, snapshot
 * and query ports.
 *
 * <p>{@link dev.windlass.engine.journal.embedded.EmbeddedStore} joins the parts: {@code DataFolder}
 * holds the folder's lock, secret and reserve; {@code Writer} is the one thread that writes, many
 * requests in one transaction; {@code Readers} read beside it on connections of their own; {@code
 * Tables} and {@code Pages} hold the statements. {@code EmbeddedJournal}, {@code EmbeddedSnapshots}
 * and {@code EmbeddedReads} are what Pekko loads, by name from reference.conf. {@code FolderReader}
 * and {@code FolderBackup} read a folder without any of this. Only {@code Journals}, {@code copy}
 * and the command line's tools use this folder.
 */
@NullMarked
package dev.windlass.engine.journal.embedded;

import org.jspecify.annotations.NullMarked;
