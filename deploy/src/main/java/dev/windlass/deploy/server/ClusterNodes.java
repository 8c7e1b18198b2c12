package dev.windlass.deploy.server;

import dev.windlass.engine.protocol.NodeRoles;
import dev.windlass.engine.protocol.NodesDoor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/** Says how this node is, and asks the others. Thread-safe. */
final class ClusterNodes implements NodesDoor {
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final Supplier<NodeView> self;
  private final boolean several;

  /**
   * @param self this node at any moment
   * @param several whether there may be others
   */
  ClusterNodes(ActorSystem<?> system, Supplier<NodeView> self, boolean several) {
    this.system = system;
    this.self = self;
    this.several = several;
  }

  /** From now on others find this node. */
  void answer() {
    var desk =
        system.systemActorOf(
            Behaviors.receiveMessage((Describe question) -> {
              question.replyTo().tell(self.get());
              return Behaviors.same();
            }),
            "windlass-node",
            Props.empty());
    system.receptionist().tell(Receptionist.register(NODES, desk));
  }

  @Override
  public CompletionStage<List<NodeView>> nodes() {
    if (!several) {
      return CompletableFuture.completedStage(List.of(self.get()));
    }
    return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            system.receptionist(),
            replyTo -> Receptionist.find(NODES, replyTo),
            ANSWER,
            system.scheduler())
        .thenComposeAsync(
            found -> views(found.getAllServiceInstances(NODES)), system.executionContext());
  }

  private CompletionStage<List<NodeView>> views(Iterable<ActorRef<Describe>> nodes) {
    CompletionStage<List<NodeView>> all = CompletableFuture.completedStage(List.of());
    for (var node : nodes) {
      CompletionStage<@Nullable NodeView> view =
          AskPattern.<Describe, NodeView>ask(node, Describe::new, ANSWER, system.scheduler())
              .handleAsync((said, silent) -> said, system.executionContext());
      all = all.thenCombineAsync(view, ClusterNodes::with, system.executionContext());
    }
    return all.thenApplyAsync(this::withSilentOnes, system.executionContext());
  }

  private static List<NodeView> with(List<NodeView> all, @Nullable NodeView one) {
    if (one == null) {
      return all;
    }
    var more = new ArrayList<>(all);
    more.add(one);
    return more;
  }

  /** Of a member that did not answer, what its membership says. */
  private List<NodeView> withSilentOnes(List<NodeView> answered) {
    var all = new TreeMap<String, NodeView>(Comparator.naturalOrder());
    for (var member : Cluster.get(system).state().getMembers()) {
      if (!member.status().equals(MemberStatus.down())) {
        var name = name(member);
        var serves = List.copyOf(NodeRoles.servedBy(member));
        all.put(name, new NodeView(name, NodeRoles.of(member), serves, null));
      }
    }
    answered.forEach(view -> all.put(view.node(), view));
    return List.copyOf(all.values());
  }

  private static String name(Member member) {
    var address = member.address();
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }
}
