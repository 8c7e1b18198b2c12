/**
 * Joins the parts and ships them: the one program, its server and its command line.
 *
 * <p>{@link dev.windlass.deploy.Main} is where every process begins. {@code cli} holds the
 * commands, which speak HTTP to a server; {@code server} joins engine, workers and api in one
 * process.
 */
@NullMarked
package dev.windlass.deploy;

import org.jspecify.annotations.NullMarked;
