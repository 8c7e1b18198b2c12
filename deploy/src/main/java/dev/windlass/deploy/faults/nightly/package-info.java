/**
 * {@code deploy/faults}: three nodes at work in processes of their own, faults done to them, and
 * what the provider's log and the clients say of it. Nothing that Windlass says of itself counts.
 *
 * <p>Read {@link dev.windlass.deploy.faults.nightly.Nightly}, {@code Session} and {@code Drill},
 * then any one {@code Fault}: {@code Killed}, {@code Rolled}, {@code Stilled}, {@code Parted},
 * {@code Upgraded}. {@code Recovery} says how calls went on after one, {@code Audit} what held over
 * all of them. {@code WithoutDatabase} and {@code Million} stand alone. Nodes and hosts are those
 * of {@code bench.nodes}.
 */
@NullMarked
package dev.windlass.deploy.faults.nightly;

import org.jspecify.annotations.NullMarked;
