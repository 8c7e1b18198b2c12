/**
 * Measures Windlass from outside: a provider in a process of its own, the server in another, and
 * this program that submits, watches and counts. Speed is counted at the provider, processor time
 * by the operating system (Linux's {@code /proc}).
 *
 * <p>Read {@link dev.windlass.deploy.bench.Bench}, then {@code Scenario}. Nothing of the product is
 * used here but its command line and its HTTP API.
 */
@NullMarked
package dev.windlass.deploy.bench;

import org.jspecify.annotations.NullMarked;
