package dev.windlass.engine.partition;

import dev.windlass.engine.cache.CacheDoor;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.run.RunDefaults;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What every partition of a node works with.
 *
 * @param dispatcher of this node
 * @param cache of the whole cluster
 */
public record PartitionContext(
    Ids ids,
    RunDefaults defaults,
    ChainCache chains,
    PartitionSettings settings,
    InstantSource clock,
    ActorRef<Dispatching.FromPartitions> dispatcher,
    CacheDoor cache) {}
