/**
 * Several nodes as processes of this machine: for measurements and for faults made on purpose.
 *
 * <p>{@link dev.windlass.deploy.bench.nodes.Hosts} says where each runs: in a network namespace of
 * its own ({@link dev.windlass.deploy.bench.nodes.Namespaces}), which can be cut off, or all on
 * loopback. {@link dev.windlass.deploy.bench.nodes.Node} is one process that is started again when
 * it ends, {@link dev.windlass.deploy.bench.nodes.Cluster} all of them with their database and
 * their provider. Uses the folder above.
 */
@NullMarked
package dev.windlass.deploy.bench.nodes;

import org.jspecify.annotations.NullMarked;
