package dev.windlass.workers.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AppetiteTest {
  private final Appetite appetite = new Appetite(Duration.ofMillis(100), 0);

  @Test
  void underARateItAsksAgainWhenHalfIsMissing() {
    assertThat(appetite.wanted(1000, 0, 100, 0, true, 0)).isEqualTo(100);
    assertThat(appetite.wanted(1000, 0, 100, 60, true, 0)).isZero();
    assertThat(appetite.wanted(1000, 0, 100, 50, true, 0)).isEqualTo(50);
  }

  @Test
  void withoutOneItAsksForWhateverIsMissing() {
    assertThat(appetite.wanted(1000, 0, 100, 60, false, 0)).isEqualTo(40);
  }

  @Test
  void oneStepThatIsReadyIsTooFewToWaitWith() {
    assertThat(appetite.wanted(1000, 0, 2, 1, true, 0)).isEqualTo(1);
  }
}
