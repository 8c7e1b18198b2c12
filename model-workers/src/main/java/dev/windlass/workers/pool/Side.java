package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A dispatcher, and the address under which it knows this node. Each dispatcher knows the node
 * under an address of its own, so a grant says by where it arrived whom it is from.
 */
record Side(ActorRef<Dispatching.FromPools> dispatcher, ActorRef<Dispatching.ToPools> link) {}
