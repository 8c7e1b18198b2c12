/**
 * What a person or a script sees of a command: streams, exit codes, failures, the live bar, tables.
 *
 * <p>Read {@link dev.windlass.deploy.cli.term.Console} first, then {@link
 * dev.windlass.deploy.cli.term.Exit} and {@link dev.windlass.deploy.cli.term.Bar}. Nothing here
 * speaks HTTP. Used by every command.
 */
@NullMarked
package dev.windlass.deploy.cli.term;

import org.jspecify.annotations.NullMarked;
