package dev.windlass.workers.pool;

import java.util.HashMap;
import java.util.Map;

/** What all pools behind an address have to confirm before the dispatcher is told. */
final class Confirmations {
  private static final class One {
    final Runnable whenAll;
    int awaited;

    One(Runnable whenAll, int awaited) {
      this.whenAll = whenAll;
      this.awaited = awaited;
    }
  }

  private final Map<Long, One> open = new HashMap<>();
  private long begun;

  /** So many pools have to confirm; done at once when there are none. */
  long begin(int pools, Runnable whenAll) {
    long number = begun++;
    if (pools == 0) {
      whenAll.run();
    } else {
      open.put(number, new One(whenAll, pools));
    }
    return number;
  }

  void confirmed(long number) {
    var one = open.get(number);
    if (one != null) {
      one.awaited--;
      if (one.awaited == 0) {
        open.remove(number);
        one.whenAll.run();
      }
    }
  }
}
