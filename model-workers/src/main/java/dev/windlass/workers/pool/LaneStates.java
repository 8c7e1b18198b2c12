package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells dispatchers why their lanes stand where they stand, when that has changed. */
final class LaneStates {
  private record Home(String lane, Side side) {}

  private record State(
      WaitReason reason,
      @Nullable String limit,
      int inFlight,
      int ready,
      int backoff,
      double used,
      double flow) {}

  private static final class Count {
    int calling;
    int ready;
    int backoff;
  }

  private static final Count NONE = new Count();

  private final LimitId limit;
  private final Map<Home, State> told = new HashMap<>();
  private Map<Home, Count> counts = Map.of();

  LaneStates(LimitId limit) {
    this.limit = limit;
  }

  /** Counts the steps of the desk by lane and dispatcher, a few times a second. */
  void count(Desk desk) {
    counts = new HashMap<>();
    desk.each(step -> {
      var count =
          counts.computeIfAbsent(new Home(step.lane.name, step.origin), home -> new Count());
      switch (step.state) {
        case CALLING -> count.calling++;
        case READY -> count.ready++;
        case BACKOFF -> count.backoff++;
        case GONE -> {}
      }
    });
  }

  void tell(Lane lane, Desk desk, Collection<Side> sides, long now) {
    var standstill = desk.standstill();
    var gate = desk.gate();
    var key = standstill.key();
    var limit = name(this.limit, standstill);
    double used = round(key == null ? gate.usedPart(now) : gate.usedPart(key, now));
    double flow = twoDigits(gate.flow(key, now));
    for (var side : sides) {
      var home = new Home(lane.name, side);
      var count = counts.getOrDefault(home, NONE);
      var state =
          new State(
              standstill.reason(), limit, count.calling, count.ready, count.backoff, used, flow);
      if (!state.equals(told.put(home, state))) {
        side.dispatcher()
            .tell(
                new Dispatching.LaneState(
                    lane.name,
                    state.reason(),
                    state.limit(),
                    state.inFlight(),
                    state.ready(),
                    state.backoff(),
                    state.used(),
                    standstill.heldMs(now),
                    state.flow(),
                    side.link()));
      }
    }
  }

  void gone(Side side) {
    told.keySet().removeIf(home -> home.side().equals(side));
  }

  /** What holds, as it is shown: {@code openai/gpt-x rpm}; null where nothing does. */
  static @Nullable String name(LimitId limit, Standstill standstill) {
    var key = standstill.key();
    return switch (standstill.reason()) {
      case BACKOFF -> limit + " backoff";
      case QUOTA -> limit + " quota";
      case DAILY -> limit + " daily";
      case WORKERS -> "workers";
      default -> key == null ? null : limit + " " + key.wireName();
    };
  }

  private static double round(double part) {
    return Math.rint(part * 100) / 100;
  }

  /** So that a mean that moves a little is not news. */
  private static double twoDigits(double flow) {
    if (flow <= 0 || Double.isInfinite(flow)) {
      return 0;
    }
    double unit = Math.pow(10, Math.floor(Math.log10(flow)) - 1);
    return Math.rint(flow / unit) * unit;
  }
}
