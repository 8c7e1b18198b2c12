package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WithoutEngineTest {
  private final AtomicLong nanos = new AtomicLong();
  private final WithoutEngine watch = new WithoutEngine(Duration.ofSeconds(60), nanos::get);

  private void seconds(int more) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(more));
  }

  @Test
  void aNodeEndsWhenItHasSeenNoEngineForTooLong() {
    assertThat(watch.tooLong(true, true)).isFalse();
    seconds(60);
    assertThat(watch.tooLong(true, false)).isFalse();
    seconds(1);
    assertThat(watch.tooLong(true, false)).isTrue();
  }

  @Test
  void anEngineThatComesBackInTimeIsAllItNeeds() {
    seconds(59);
    assertThat(watch.tooLong(true, false)).isFalse();
    assertThat(watch.tooLong(true, true)).isFalse();
    seconds(59);
    assertThat(watch.tooLong(true, false)).isFalse();
  }

  @Test
  void oneThatHasNotJoinedYetGoesOnLooking() {
    seconds(600);
    assertThat(watch.tooLong(false, false)).isFalse();
  }

  @Test
  void aRateIsThatOfTheLastTenSeconds() {
    var count = new AtomicLong();
    var rate = new CallRate(count::get);
    assertThat(rate.perSecond()).isZero();
    rate.look();
    count.addAndGet(30);
    rate.look();
    assertThat(rate.perSecond()).isEqualTo(30);
    for (int second = 0; second < 10; second++) {
      count.addAndGet(5);
      rate.look();
    }
    assertThat(rate.perSecond()).isEqualTo(5);
  }
}
