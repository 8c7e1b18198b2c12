/**
 * Moves a data folder into PostgreSQL: {@link dev.windlass.engine.journal.copy.JournalCopy} reads
 * the embedded journal and fills the database's tables, both as rows, so that no event is looked
 * into. {@code RowSum} tells whether what stands there is what was read.
 */
@NullMarked
package dev.windlass.engine.journal.copy;

import org.jspecify.annotations.NullMarked;
