package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many steps a pool asks of which dispatcher. What the pool wants is divided over the lanes
 * that are open by {@link Division}, from what the dispatchers say waits there. A demand stands
 * until it is replaced, so one is sent only when it differs.
 *
 * <p>Pure; times are nanoseconds of a monotonic clock. Not thread-safe.
 */
final class Lanes {
  /** A demand to send. */
  record Ask(String lane, Side side, int steps, long received) {}

  /** What a dispatcher is to know of the parts of others. */
  record Spread(String lane, Side side, List<Part> parts) {}

  private record Key(String lane, Side side) {}

  private final long idleNanos;
  private final long silentNanos;
  private final Map<Key, Opening> openings = new LinkedHashMap<>();
  private final Division division = new Division();
  private LaneShares shares = LaneShares.of(List.of());
  private boolean changed;

  /**
   * @param idleNanos after which a lane that was asked and brought nothing is closed
   * @param silentNanos the same where it has work, and others do, too
   */
  Lanes(long idleNanos, long silentNanos) {
    this.idleNanos = idleNanos;
    this.silentNanos = silentNanos;
  }

  /** The dispatcher has work in this lane and knows of no demand. */
  void opened(String lane, Side side, List<Flow> waiting, long now) {
    var opening = opening(lane, side);
    opening.open = true;
    opening.unheard = true;
    opening.movedAt = now;
    waits(opening, waiting);
  }

  /** What waits in this lane has changed. */
  void backlog(String lane, Side side, List<Flow> waiting, long now) {
    var opening = opening(lane, side);
    if (!opening.open && !waiting.isEmpty()) {
      opening.open = true;
      opening.movedAt = now;
    }
    waits(opening, waiting);
  }

  private Opening opening(String lane, Side side) {
    return openings.computeIfAbsent(new Key(lane, side), key -> new Opening(lane, side));
  }

  private void waits(Opening opening, List<Flow> waiting) {
    opening.waiting = waiting;
    Arrays.fill(opening.left, 0);
    for (var flow : waiting) {
      opening.left[flow.priority()] += flow.steps();
    }
    changed = true;
  }

  void granted(String lane, Side side, List<Granted> steps, long now) {
    var opening = opening(lane, side);
    opening.received += steps.size();
    opening.asked = Math.max(0, opening.asked - steps.size());
    opening.movedAt = now;
    for (var step : steps) {
      int priority = Math.clamp(step.request().priority(), 0, Opening.PRIORITIES - 1);
      division.brought(openings.values(), opening, priority);
      opening.brought(priority, step.tokens());
    }
  }

  /** A step that came cost so many tokens more than was thought; less if negative. */
  void settled(String lane, Side side, int priority, double more) {
    var opening = openings.get(new Key(lane, side));
    if (opening != null && more != 0) {
      opening.move(Math.clamp(priority, 0, Opening.PRIORITIES - 1), more);
    }
  }

  void gone(Side side) {
    openings.keySet().removeIf(key -> key.side().equals(side));
    changed = true;
  }

  List<Side> sides(String lane) {
    return openings.keySet().stream().filter(k -> k.lane().equals(lane)).map(Key::side).toList();
  }

  /** The demands to send so that {@code wanted} steps in all are asked for. */
  List<Ask> asks(int wanted, long now) {
    weigh();
    var open = new ArrayList<Opening>(openings.size());
    for (var opening : openings.values()) {
      if (opening.open) {
        open.add(opening);
      }
    }
    var plan = division.divide(open, wanted);
    var asks = new ArrayList<Ask>(open.size());
    for (int i = 0; i < open.size(); i++) {
      var opening = open.get(i);
      int share = plan[i];
      boolean silent = open.size() > 1 && opening.top() >= 0;
      long patience = silent ? silentNanos : idleNanos;
      if (opening.asked > 0 && share > 0 && now - opening.movedAt > patience) {
        opening.open = false;
        waits(opening, List.of());
        share = 0;
      }
      if (opening.unheard ? share > 0 : differs(share, opening.asked)) {
        if (opening.asked == 0) {
          opening.movedAt = now;
        }
        opening.asked = share;
        opening.unheard = false;
        asks.add(new Ask(opening.lane, opening.side, share, opening.received));
      }
    }
    return asks;
  }

  private void weigh() {
    if (changed) {
      changed = false;
      var all = List.copyOf(openings.values());
      var before = all.stream().map(opening -> opening.weight.clone()).toList();
      shares = LaneShares.of(all);
      Division.join(all, before);
    }
  }

  /** What dispatchers must know of each other and have not been told; small changes wait. */
  List<Spread> spreads() {
    weigh();
    var spreads = new ArrayList<Spread>();
    for (var opening : openings.values()) {
      var parts = shares.parts(opening);
      if (isNews(parts, opening.parts)) {
        opening.parts = parts;
        spreads.add(new Spread(opening.lane, opening.side, parts));
      }
    }
    return spreads;
  }

  private static boolean isNews(List<Part> now, List<Part> told) {
    if (now.size() != told.size()) {
      return true;
    }
    for (int i = 0; i < now.size(); i++) {
      var one = now.get(i);
      var other = told.get(i);
      boolean same =
          one.priority() == other.priority()
              && one.tenant().equals(other.tenant())
              && Objects.equals(one.job(), other.job());
      if (!same || Math.abs(one.part() - other.part()) > SMALL * other.part()) {
        return true;
      }
    }
    return false;
  }

  /** Parts that moved by less are not worth a message. */
  private static final double SMALL = 0.1;

  /** Small corrections are not worth a message. */
  private static boolean differs(int share, int asked) {
    return share != asked
        && (share == 0 || asked == 0 || Math.abs(share - asked) >= Math.max(1, asked / 8));
  }

  /** What a dispatcher is told. */
  static Dispatching.Spread message(Spread spread) {
    return new Dispatching.Spread(spread.lane(), spread.parts(), spread.side().link());
  }
}
