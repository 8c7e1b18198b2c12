/**
 * {@code deploy/bench scale}: what one, two and four worker nodes do beside one engine, and what
 * each step costs between nodes.
 *
 * <p>Read {@link dev.windlass.deploy.bench.scale.ScaleBench}, then {@code Width}, which measures
 * one number of workers, and {@code Messages}, which counts what is sent. Nodes are those of {@code
 * bench.nodes}.
 */
@NullMarked
package dev.windlass.deploy.bench.scale;

import org.jspecify.annotations.NullMarked;
