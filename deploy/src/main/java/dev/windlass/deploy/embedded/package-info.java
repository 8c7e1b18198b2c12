/**
 * The engine inside a Java program: chains over lines in this process, as durable as with a server,
 * without an HTTP API and without a port.
 *
 * <p>{@link dev.windlass.deploy.embedded.Windlass} is the door and {@link
 * dev.windlass.deploy.embedded.RunResult} what comes out of it; {@link
 * dev.windlass.deploy.embedded.EmbeddedSettings} says where results are kept and who is called.
 * Inside, {@code Work} is one job, {@code LineText} writes its lines and {@code Rows} reads its
 * results.
 */
@NullMarked
package dev.windlass.deploy.embedded;

import org.jspecify.annotations.NullMarked;
