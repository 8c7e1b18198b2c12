/**
 * The command line. Each command is a client: it asks a server over HTTP and loads no actor system.
 *
 * <p>Here is what the commands need from the rest of the program: {@link
 * dev.windlass.deploy.cli.Servers} starts a server in this process, {@link
 * dev.windlass.deploy.cli.ProviderServers} a simulated provider; {@link
 * dev.windlass.deploy.cli.JournalTools} and {@link dev.windlass.deploy.cli.PriceLists} do without
 * one. Their implementations are given by {@code Main} and loaded only by the commands that need
 * them. {@code command} holds the commands, and its {@code Commands} is where a command line
 * begins; below it {@code job} follows jobs, {@code input} reads files, {@code demo} and {@code
 * doctor} are what they say, {@code http} asks and {@code term} speaks.
 */
@NullMarked
package dev.windlass.deploy.cli;

import org.jspecify.annotations.NullMarked;
