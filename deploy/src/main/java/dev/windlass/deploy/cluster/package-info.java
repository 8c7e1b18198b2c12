/**
 * How nodes come together and trust each other: what {@code windlass.cluster} says, as settings of
 * the libraries that do it.
 *
 * <p>{@link dev.windlass.deploy.cluster.Discovery} says how nodes are found, {@link
 * dev.windlass.deploy.cluster.Bootstrapping} finds them, and {@code DatabaseDecides} is the one
 * rule of ours in it: who begins a cluster is decided by the database. {@link
 * dev.windlass.deploy.cluster.NodeTls} and {@code PemEngines} are how nodes prove who they are;
 * {@link dev.windlass.deploy.cluster.Lease} how the two sides of a cut agree on who goes on. Used
 * by {@code deploy.server}.
 */
@NullMarked
package dev.windlass.deploy.cluster;

import org.jspecify.annotations.NullMarked;
