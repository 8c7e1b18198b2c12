package dev.windlass.engine.protocol;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a cluster do, as each of them knows it of all others: a node's roles are part
 * of its membership, so they come with it and go with it. Which providers a node serves is said
 * there, too.
 */
public final class NodeRoles {
  /** Holds entities and a dispatcher, and has the journal. */
  public static final String ENGINE = "engine";

  /** Calls providers. */
  public static final String WORKER = "worker";

  /** Speaks HTTP, and reads the journal. */
  public static final String API = "api";

  /** In the order in which they are shown. */
  public static final List<String> ALL = List.of(ENGINE, WORKER, API);

  private static final String SERVES = "serves-";

  private NodeRoles() {}

  /** What a node that serves this provider has among its roles. */
  public static String serving(String provider) {
    return SERVES + provider;
  }

  /** The providers that this member serves, in order. */
  public static Set<String> servedBy(Member member) {
    return member.getRoles().stream()
        .filter(role -> role.startsWith(SERVES))
        .map(role -> role.substring(SERVES.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The providers that any node of the cluster serves. */
  public static Set<String> served(ActorSystem<?> system) {
    var all = new TreeSet<String>();
    for (var member : Cluster.get(system).state().getMembers()) {
      if (!member.status().equals(MemberStatus.down())) {
        all.addAll(servedBy(member));
      }
    }
    return all;
  }

  /** What this member does, without the providers. */
  public static List<String> of(Member member) {
    return ALL.stream().filter(member::hasRole).toList();
  }

  /**
   * The role of the nodes that hold entities; null where nodes have no roles of ours, as a node
   * alone may: then each holds them. A data centre is a role, too, so it has to be asked for ours.
   */
  public static @Nullable String ofEntities(ActorSystem<?> system) {
    return of(Cluster.get(system).selfMember()).isEmpty() ? null : ENGINE;
  }
}
