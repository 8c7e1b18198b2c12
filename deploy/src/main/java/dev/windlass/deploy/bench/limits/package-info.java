/**
 * {@code deploy/bench limits}: whether limits are kept and used, as a provider in a process of its
 * own sees it. The provider's log of calls is the judge; nothing that Windlass says of itself
 * counts, but for the names of runs and of a limit's owner.
 *
 * <p>Read {@link dev.windlass.deploy.bench.limits.LimitBench}, then {@link
 * dev.windlass.deploy.bench.limits.Scenario} with its list, {@link
 * dev.windlass.deploy.bench.limits.LimitJudge} for how each figure is counted, {@link
 * dev.windlass.deploy.bench.limits.Rig} for the processes, and any one scenario. {@link
 * dev.windlass.deploy.bench.limits.PoolCost} alone looks from inside. Everything here uses the
 * folder above; {@code faults} uses the judge and {@code Faults}.
 */
@NullMarked
package dev.windlass.deploy.bench.limits;

import org.jspecify.annotations.NullMarked;
