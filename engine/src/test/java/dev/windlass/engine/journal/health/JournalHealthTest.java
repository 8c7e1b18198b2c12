package dev.windlass.engine.journal.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.journal.health.JournalHealth.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalHealthTest {
  private long now = Long.MAX_VALUE - 5; // a monotonic clock may pass its end
  private final JournalHealth health = new JournalHealth(Duration.ofSeconds(1), () -> now);

  @Test
  void aWriteOlderThanASecondHoldsCallsBackUntilItIsBack() {
    var first = health.begin();
    pass(Duration.ofMillis(600));
    var second = health.begin();
    pass(Duration.ofMillis(401));

    assertThat(health.read().status()).isEqualTo(Status.STALLED);
    assertThat(health.read().oldestWrite()).isEqualTo(Duration.ofMillis(1_001));
    assertThat(health.read().mayStartCalls()).isFalse();

    first.end();
    assertThat(health.read().oldestWrite()).isEqualTo(Duration.ofMillis(401));
    assertThat(health.read().mayStartCalls()).isTrue();

    second.end();
    assertThat(health.read().oldestWrite()).isZero();
  }

  @Test
  void aWriteThatOvertakesAnOlderOneDoesNotHideIt() {
    var slow = health.begin();
    health.begin().end();
    pass(Duration.ofSeconds(2));

    assertThat(health.read().status()).isEqualTo(Status.STALLED);
    slow.end();
    assertThat(health.read().status()).isEqualTo(Status.OK);
  }

  @Test
  void aFullDiskAndADatabaseThatFailsHoldCallsBackWithoutAnyWrite() {
    health.failing(true);
    assertThat(health.read().status()).isEqualTo(Status.STALLED);
    health.full(true);
    assertThat(health.read().status()).isEqualTo(Status.FULL);
    health.full(false);
    health.failing(false);
    assertThat(health.read().status()).isEqualTo(Status.OK);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
