package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;

  @Test
  void aFullBucketGivesItsCapacityAtOnceAndThenAnEvenFlow() {
    var bucket = new TokenBucket(10, 5, 0, 5, 0);
    for (int i = 0; i < 5; i++) {
      assertThat(bucket.fits(1, 0)).isTrue();
      bucket.take(1, 0);
    }
    assertThat(bucket.fits(1, 0)).isFalse();
    assertThat(bucket.whenFits(1, 0)).isEqualTo(100 * MILLI);
    assertThat(bucket.fits(1, 99 * MILLI)).isFalse();
    assertThat(bucket.fits(1, 100 * MILLI)).isTrue();
  }

  @Test
  void whatIsLargerThanTheBucketGoesWhenItIsFullAndIsPaidForAfterwards() {
    var bucket = new TokenBucket(100, 50, 0, 50, 0);
    assertThat(bucket.fits(200, 0)).isTrue();
    bucket.take(200, 0);
    assertThat(bucket.whenFits(1, 0)).isEqualTo(1510 * MILLI);
  }

  @Test
  void aLateTimerLosesNothingButAQuietTimeEarnsNothing() {
    var late = new TokenBucket(100, 1, 1, 0, 0);
    assertThat(late.level(15 * MILLI)).isCloseTo(1.5, within(1e-6));

    var quiet = new TokenBucket(100, 1, 1, 0, 0);
    quiet.arrived(SECOND);
    assertThat(quiet.level(SECOND)).isCloseTo(1, within(1e-6));
  }

  @Test
  void aFrozenBucketGetsNothingUntilItsTime() {
    var bucket = new TokenBucket(100, 100, 0, 100, 0);
    bucket.freeze(1, 5 * SECOND, 0);
    assertThat(bucket.level(4 * SECOND)).isCloseTo(1, within(1e-6));
    assertThat(bucket.level(5 * SECOND + 10 * MILLI)).isCloseTo(2, within(1e-6));
  }

  @Test
  void inNoWindowOfHoursOfAnyTrafficGoesMoreThanTheBurstAndTheFlow() {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      double rate = Math.exp(random.nextDouble() * 8 - 3);
      double burst = Math.max(1, Math.rint(rate * random.nextDouble() * 3));
      var bucket = new TokenBucket(rate, burst, 1, burst, 0);
      var windows = new Windows();
      long now = 0;
      for (int i = 0; i < 3000; i++) {
        boolean quiet = random.nextInt(50) == 0;
        now += (long) (random.nextDouble() * SECOND / rate * (quiet ? 100 : 1.5));
        if (quiet) {
          bucket.arrived(now);
        }
        while (bucket.fits(1, now)) {
          bucket.take(1, now);
          windows.add(now, 1);
        }
      }
      for (long window : new long[] {0, SECOND / 10, SECOND, 60 * SECOND, 3600 * SECOND}) {
        double bound = burst + rate * window / SECOND + 1;
        assertThat(windows.most(window))
            .as("seed %d, %d ns", seed, window)
            .isLessThanOrEqualTo(bound + 1e-3);
      }
    }
  }

  @Test
  void aBusyBucketGivesItsWholeFlowThoughTimersAreLate() {
    var random = new Random(1);
    var bucket = new TokenBucket(100, 1, 1, 0, 0);
    long now = 0;
    int gone = 0;
    while (now < 600 * SECOND) {
      now = bucket.whenFits(1, now) + (long) (random.nextDouble() * 8 * MILLI);
      while (bucket.fits(1, now)) {
        bucket.take(1, now);
        gone++;
      }
    }
    assertThat(gone).isGreaterThanOrEqualTo((int) (100 * 600 / 1.02));
  }
}
