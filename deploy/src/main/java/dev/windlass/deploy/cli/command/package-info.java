/**
 * The commands, one file each or a few small ones together.
 *
 * <p>{@link dev.windlass.deploy.cli.command.Commands} is where a command line begins: it looks the
 * verb up in a table and loads that verb's class alone, so that {@code --help} and questions about
 * jobs start fast. {@link dev.windlass.deploy.cli.command.Verb} is what all share. A command reads
 * words, asks, prints; what takes longer lives in {@code job}, {@code demo} and {@code doctor}.
 */
@NullMarked
package dev.windlass.deploy.cli.command;

import org.jspecify.annotations.NullMarked;
