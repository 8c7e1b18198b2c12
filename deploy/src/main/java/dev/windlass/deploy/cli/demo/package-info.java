/**
 * Windlass shown at work, without a key, a network or a database.
 *
 * <p>{@link dev.windlass.deploy.cli.demo.Demo} runs a chain over the countries of the world; {@link
 * dev.windlass.deploy.cli.demo.CrashDemo} kills an engine in the middle and lets {@link
 * dev.windlass.deploy.cli.demo.Audit}, a pure function over the provider's own log, say whether
 * anything was lost or asked twice.
 */
@NullMarked
package dev.windlass.deploy.cli.demo;

import org.jspecify.annotations.NullMarked;
