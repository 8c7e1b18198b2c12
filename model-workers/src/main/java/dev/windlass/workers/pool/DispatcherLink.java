package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.StepKey;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The address under which one dispatcher knows this node. It registers there, passes on what it is
 * told with the name of who said it, and ends with the dispatcher.
 */
final class DispatcherLink {
  private DispatcherLink() {}

  /**
   * @param key which of the providers' keys are used behind this address
   * @param providers who have so many keys
   * @param orphans questions of a dispatcher that is gone, which pools behind this address answer
   */
  static Behavior<Dispatching.ToPools> create(
      String node,
      int key,
      Set<String> providers,
      List<StepKey> orphans,
      ActorRef<Dispatching.FromPools> dispatcher,
      ActorRef<NodePools.Message> pools) {
    return Behaviors.setup(context -> {
      var side = new Side(dispatcher, context.getSelf(), key);
      context.watch(dispatcher);
      dispatcher.tell(new Dispatching.Register(node, providers, context.getSelf()));
      if (!orphans.isEmpty()) {
        dispatcher.tell(new Dispatching.Orphaned(orphans, context.getSelf()));
      }
      return Behaviors.receive(Dispatching.ToPools.class)
          .onAnyMessage(message -> {
            pools.tell(new NodePools.From(side, message));
            return Behaviors.same();
          })
          .onSignal(
              Terminated.class,
              terminated -> {
                pools.tell(new NodePools.Left(side));
                return Behaviors.stopped();
              })
          .build();
    });
  }
}
