package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A dispatcher, and the address under which it knows this node. Each dispatcher knows the node
 * under an address of its own, so a grant says by where it arrived whom it is from. Where a
 * provider has several keys, each has an address, so that a dispatcher sees as many pools.
 *
 * @param key which of a provider's keys the pools behind this address use, from 0
 */
record Side(
    ActorRef<Dispatching.FromPools> dispatcher, ActorRef<Dispatching.ToPools> link, int key) {
  /** Whether the dispatcher is on another node. */
  boolean isRemote() {
    return Dispatching.isRemote(dispatcher);
  }
}
