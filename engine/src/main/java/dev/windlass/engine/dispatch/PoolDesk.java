package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.LaneState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one node's pools want and have. */
final class PoolDesk<P> {
  /** One lane of these pools. */
  static final class LaneDesk {
    final SequencedSet<Asked> granted = new LinkedHashSet<>();
    long grantedInAll;
    int wanted;

    /**
     * Told that there is work, since the last tick: a pool that wants none is not told at once
     * again.
     */
    boolean opened;

    @Nullable LaneState state;

    /** Since when the state's reason holds. */
    long heldSinceMs;
  }

  final P pool;
  final Set<String> providers;

  /** Whether it waits to be told that an outcome is durable. */
  final boolean keepsOutcomes;

  private final Map<String, LaneDesk> lanes = new HashMap<>();

  PoolDesk(P pool, Set<String> providers, boolean keepsOutcomes) {
    this.pool = pool;
    this.providers = providers;
    this.keepsOutcomes = keepsOutcomes;
  }

  /** A provider with all its models, or this model of it. */
  boolean serves(String lane) {
    int slash = lane.indexOf('/');
    return providers.contains(slash < 0 ? lane : lane.substring(0, slash))
        || providers.contains(lane);
  }

  LaneDesk lane(String lane) {
    return lanes.computeIfAbsent(lane, l -> new LaneDesk());
  }

  Map<String, LaneDesk> lanes() {
    return lanes;
  }

  /** What is wanted beyond the grants that this demand has not seen yet. */
  void demand(Demand demand) {
    var lane = lane(demand.lane());
    lane.wanted = (int) (demand.steps() - (lane.grantedInAll - demand.received()));
  }

  void granted(Asked asked) {
    var lane = lane(asked.lane);
    lane.granted.add(asked);
    lane.grantedInAll++;
    lane.wanted--;
    asked.pool = pool;
    asked.place = Asked.Place.GRANTED;
  }
}
