package dev.windlass.deploy.server;

import java.util.function.LongSupplier;

/** How many a second, over the last ten, of what is only counted. Looked at once a second. */
final class CallRate {
  private static final int SECONDS = 10;

  private final LongSupplier count;
  private final long[] looks = new long[SECONDS + 1];
  private int taken;

  CallRate(LongSupplier count) {
    this.count = count;
  }

  /** To be called once a second. */
  synchronized void look() {
    looks[taken++ % looks.length] = count.getAsLong();
  }

  synchronized double perSecond() {
    int spans = Math.min(taken, looks.length) - 1;
    if (spans < 1) {
      return 0;
    }
    long newest = looks[(taken - 1) % looks.length];
    long oldest = looks[(taken - 1 - spans) % looks.length];
    return (newest - oldest) / (double) spans;
  }
}
