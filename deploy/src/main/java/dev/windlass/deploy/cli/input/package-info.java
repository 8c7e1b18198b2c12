/**
 * Input files as rows of NDJSON, whatever they were written as.
 *
 * <p>{@link dev.windlass.deploy.cli.input.InputFile} is a file that was looked through once: its
 * digest, its rows, its first row. {@link dev.windlass.deploy.cli.input.Format} turns each format
 * into lines while it streams; nothing here holds a whole file, but for JSON arrays, which are
 * bounded. {@link dev.windlass.deploy.cli.input.Spool} makes a file of standard input.
 */
@NullMarked
package dev.windlass.deploy.cli.input;

import org.jspecify.annotations.NullMarked;
