/**
 * Faults made on purpose, and whether every promise was kept: for tests and for {@code
 * deploy/faults}.
 *
 * <p>{@link dev.windlass.deploy.faults.TcpProxy} is a network that can fail; {@link
 * dev.windlass.deploy.faults.JournalOutage} takes the database away from a server at work, and
 * {@code Submitter} and {@code OutageVerdict} say what that did.
 */
@NullMarked
package dev.windlass.deploy.faults;

import org.jspecify.annotations.NullMarked;
