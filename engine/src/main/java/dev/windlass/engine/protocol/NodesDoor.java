package dev.windlass.engine.protocol;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/** What front doors may ask about the nodes of the cluster. */
public interface NodesDoor {
  /** Under which the nodes find each other. */
  ServiceKey<Describe> NODES = ServiceKey.create(Describe.class, "windlass-nodes");

  /** How are you? */
  record Describe(ActorRef<NodeView> replyTo) implements Travels {}

  /**
   * A node at one moment.
   *
   * @param node how it is called wherever nodes are told apart
   * @param serves providers that it can call
   * @param state null for one that is known and does not answer
   */
  record NodeView(String node, List<String> roles, List<String> serves, @Nullable NodeState state)
      implements Travels {}

  /**
   * What a node says of itself.
   *
   * @param inFlight calls under way
   * @param pool calls of one limit that it makes at a time, 0 where it calls nobody
   * @param ratePerSecond calls that ended a second, over the last ten
   * @param heapUsed bytes
   */
  record NodeState(String version, int inFlight, int pool, double ratePerSecond, long heapUsed) {}

  /** All nodes, by name. Waits about a second for one that is silent. */
  CompletionStage<List<NodeView>> nodes();
}
