package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Flow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What pools are told of the lanes, so that they divide their demand over the dispatchers of all
 * nodes; bounded, however many jobs there are.
 */
final class Backlogs {
  private record Rest(int priority, String tenant) {}

  private final Map<String, List<Flow>> told = new HashMap<>();
  private final Set<String> granted = new HashSet<>();

  /** What waits in a lane, as it is told. */
  static List<Flow> of(FairQueue lane) {
    var flows = lane.waiting();
    if (flows.size() > Dispatching.MOST_FLOWS) {
      flows = merged(flows);
    }
    return List.copyOf(flows);
  }

  /** Pools count down what they were told, so they must hear of it again. */
  void granted(String lane) {
    granted.add(lane);
  }

  /** Whether the pools have to be told this; they are now. */
  boolean isNews(String lane, List<Flow> waiting) {
    boolean moved = granted.remove(lane);
    return !waiting.equals(told.put(lane, waiting)) || moved;
  }

  /**
   * Takes what is smallest together by tenant and priority. With more tenants than there is room
   * the last ones are left out: a pool asks a dispatcher for more than it was told of, too.
   */
  private static List<Flow> merged(List<Flow> flows) {
    flows.sort(
        Comparator.comparingInt(Flow::priority).thenComparingLong(flow -> flow.steps()).reversed());
    int named = Dispatching.MOST_FLOWS / 2;
    var all = new ArrayList<>(flows.subList(0, named));
    var rest = new LinkedHashMap<Rest, Flow>();
    for (var flow : flows.subList(named, flows.size())) {
      rest.merge(
          new Rest(flow.priority(), flow.tenant()),
          together(flow, 0, 0),
          (sum, one) -> together(sum, flow.weight(), flow.steps()));
    }
    rest.values().stream().limit(Dispatching.MOST_FLOWS - named).forEach(all::add);
    return all;
  }

  private static Flow together(Flow flow, double weight, int steps) {
    return new Flow(
        flow.priority(),
        flow.tenant(),
        flow.tenantWeight(),
        Flow.REST,
        flow.weight() + weight,
        flow.steps() + steps);
  }
}
