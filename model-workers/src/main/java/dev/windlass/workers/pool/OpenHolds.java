package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import java.util.HashMap;
import java.util.Map;

/** Holds of jobs that not all pools of the node have confirmed yet. */
final class OpenHolds {
  private static final class One {
    final Dispatching.Hold hold;
    final Side side;
    int awaited;

    One(Dispatching.Hold hold, Side side, int awaited) {
      this.hold = hold;
      this.side = side;
      this.awaited = awaited;
    }
  }

  private final Map<Long, One> open = new HashMap<>();
  private long begun;

  /** A hold that so many pools have to confirm; done at once when there are none. */
  long begin(Dispatching.Hold hold, Side side, int pools) {
    long number = begun++;
    var one = new One(hold, side, pools);
    if (pools == 0) {
      done(one);
    } else {
      open.put(number, one);
    }
    return number;
  }

  void held(long number) {
    var one = open.get(number);
    if (one != null) {
      one.awaited--;
      if (one.awaited == 0) {
        open.remove(number);
        done(one);
      }
    }
  }

  private static void done(One one) {
    var replyTo = one.hold.replyTo();
    if (replyTo != null) {
      replyTo.tell(new Dispatching.HoldDone(one.hold.job(), one.side.link()));
    }
  }
}
