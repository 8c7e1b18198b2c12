package dev.windlass.workers.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many steps a pool asks of which dispatcher. What the pool wants is divided evenly over the
 * lanes that are open; a demand stands until it is replaced, so one is sent only when it differs.
 *
 * <p>Pure; times are nanoseconds of a monotonic clock. Not thread-safe.
 */
final class Lanes {
  /** A demand to send. */
  record Ask(String lane, Side side, int steps, long received) {}

  private record Key(String lane, Side side) {}

  private static final class Opening {
    boolean open;
    boolean unheard;
    long received;
    int asked;
    long movedAt;
  }

  private final long idleNanos;
  private final Map<Key, Opening> openings = new LinkedHashMap<>();
  private int turn;

  /**
   * @param idleNanos after which a lane that was asked and brought nothing is closed
   */
  Lanes(long idleNanos) {
    this.idleNanos = idleNanos;
  }

  /** The dispatcher has work in this lane and knows of no demand. */
  void opened(String lane, Side side, long now) {
    var opening = openings.computeIfAbsent(new Key(lane, side), k -> new Opening());
    opening.open = true;
    opening.unheard = true;
    opening.movedAt = now;
  }

  void granted(String lane, Side side, int steps, long now) {
    var opening = openings.computeIfAbsent(new Key(lane, side), k -> new Opening());
    opening.received += steps;
    opening.asked = Math.max(0, opening.asked - steps);
    opening.movedAt = now;
  }

  void gone(Side side) {
    openings.keySet().removeIf(key -> key.side().equals(side));
  }

  List<Side> sides(String lane) {
    return openings.keySet().stream().filter(k -> k.lane().equals(lane)).map(Key::side).toList();
  }

  /** The demands to send so that {@code wanted} steps in all are asked for. */
  List<Ask> asks(int wanted, long now) {
    var asks = new ArrayList<Ask>(openings.size());
    int open = 0;
    for (var opening : openings.values()) {
      open += opening.open ? 1 : 0;
    }
    int place = 0;
    for (var entry : openings.entrySet()) {
      var opening = entry.getValue();
      if (opening.open) {
        int share = wanted / open + (Math.floorMod(place - turn, open) < wanted % open ? 1 : 0);
        place++;
        if (opening.asked > 0 && share > 0 && now - opening.movedAt > idleNanos) {
          opening.open = false;
          share = 0;
        }
        if (opening.unheard ? share > 0 : differs(share, opening.asked)) {
          if (opening.asked == 0) {
            opening.movedAt = now;
          }
          opening.asked = share;
          opening.unheard = false;
          asks.add(new Ask(entry.getKey().lane(), entry.getKey().side(), share, opening.received));
        }
      }
    }
    turn = open == 0 ? 0 : (turn + 1) % open;
    return asks;
  }

  /** Small corrections are not worth a message. */
  private static boolean differs(int share, int asked) {
    return share != asked
        && (share == 0 || asked == 0 || Math.abs(share - asked) >= Math.max(1, asked / 8));
  }
}
