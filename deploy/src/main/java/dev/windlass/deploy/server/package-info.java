/**
 * One process of Windlass: reads the settings, opens the journal, and joins engine, workers and API
 * as its roles say.
 *
 * <p>Read {@link dev.windlass.deploy.server.Server} first; {@code Settings} says where a figure
 * comes from, {@code Failures} what a person is told when a start fails.
 */
@NullMarked
package dev.windlass.deploy.server;

import org.jspecify.annotations.NullMarked;
