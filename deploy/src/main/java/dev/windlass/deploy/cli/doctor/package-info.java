/**
 * Whether this machine has what Windlass needs.
 *
 * <p>{@link dev.windlass.deploy.cli.doctor.Doctor} goes through the checks in order; {@link
 * dev.windlass.deploy.cli.doctor.MachineChecks} look at this machine and {@link
 * dev.windlass.deploy.cli.doctor.RemoteChecks} at what it must reach. Each gives one {@link
 * dev.windlass.deploy.cli.doctor.Finding}, with what to do when it is not well.
 */
@NullMarked
package dev.windlass.deploy.cli.doctor;

import org.jspecify.annotations.NullMarked;
