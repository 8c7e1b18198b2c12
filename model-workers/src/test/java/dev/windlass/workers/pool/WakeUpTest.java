package dev.windlass.workers.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WakeUpTest {
  private final TreeMap<Long, Runnable> timers = new TreeMap<>();
  private long now;
  private int woken;
  private int set;
  private final WakeUp wakeUp =
      new WakeUp(
          (in, what) -> {
            set++;
            timers.put(now + in, what);
          },
          () -> now,
          () -> woken++);

  private void passUntil(long end) {
    while (!timers.isEmpty() && timers.firstKey() <= end) {
      Map.Entry<Long, Runnable> first = timers.pollFirstEntry();
      now = first.getKey();
      first.getValue().run();
    }
    now = end;
  }

  @Test
  void itWakesOnceAtItsTime() {
    wakeUp.at(10);
    passUntil(9);
    assertThat(woken).isZero();
    passUntil(100);
    assertThat(woken).isEqualTo(1);
  }

  @Test
  void putOffItSleepsOnAndWakesAtTheLastTimeGiven() {
    for (int i = 0; i < 100; i++) {
      passUntil(i);
      wakeUp.at(i + 10);
    }
    assertThat(woken).isZero();
    assertThat(set).isLessThanOrEqualTo(12);
    passUntil(1000);
    assertThat(woken).isEqualTo(1);
  }

  @Test
  void anEarlierTimeCountsAtOnce() {
    wakeUp.at(100);
    wakeUp.at(10);
    passUntil(10);
    assertThat(woken).isEqualTo(1);
    passUntil(1000);
    assertThat(woken).isEqualTo(1);
  }
}
