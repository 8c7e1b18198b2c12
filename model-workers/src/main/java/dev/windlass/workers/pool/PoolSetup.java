package dev.windlass.workers.pool;

import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.limits.LimitOwners;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.live.LiveCalls;
import dev.windlass.workers.provider.ModelProvider;
import java.util.random.RandomGenerator;

/**
 * What a {@link WorkerPool} is made of.
 *
 * @param configured the limit's figures in this node's configuration
 * @param othersServe whether the provider has other keys, whose pools serve the same lanes
 * @param live the calls of this node that somebody watches
 */
record PoolSetup(
    LimitId limit,
    LimitFigures configured,
    String node,
    ModelProvider provider,
    boolean othersServe,
    LimitOwners owners,
    WorkerSettings settings,
    TokenEstimate estimate,
    PoolMetrics metrics,
    WorkerClock clock,
    Alarm alarm,
    RandomGenerator random,
    LiveCalls live) {}
