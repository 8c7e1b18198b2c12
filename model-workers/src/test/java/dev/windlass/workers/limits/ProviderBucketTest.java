package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProviderBucketTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;

  private static boolean fits(ProviderBucket bucket, double n, double ahead, long now) {
    return bucket.whenFits(n, 0, ahead, now) <= now;
  }

  @Test
  void aTenthOfASecondIsKeptBackForTheJourney() {
    var bucket = new ProviderBucket(100, 100, 0, 100, 0);
    int gone = 0;
    while (fits(bucket, 1, gone, 0)) {
      gone++;
    }
    assertThat(gone).isEqualTo(90);
  }

  @Test
  void ofABucketWithLittleRoomHalfIsKeptBack() {
    var bucket = new ProviderBucket(1000, 21, 0, 21, 0);
    int gone = 0;
    while (fits(bucket, 1, gone, 0)) {
      gone++;
    }
    assertThat(gone).isEqualTo(11);
  }

  @Test
  void whereOneCallFillsTheBucketCallsGoAHundredthFartherApart() {
    var bucket = new ProviderBucket(1, 1, 0, 1, 0);
    bucket.written(1, false, 0);
    assertThat(bucket.whenFits(1, 0, 0, 0)).isEqualTo(1010 * MILLI);
  }

  @Test
  void whatWasLetGoAndIsNotWrittenHoldsItsPlaceAlthoughTheBucketIsFullMeanwhile() {
    var bucket = new ProviderBucket(10, 10, 0, 10, 0);
    assertThat(fits(bucket, 1, 9, 60 * SECOND)).isFalse();
    assertThat(fits(bucket, 1, 8, 60 * SECOND)).isTrue();
    bucket.written(1, false, 60 * SECOND);
    assertThat(bucket.level(60 * SECOND)).isCloseTo(9, within(1e-9));
  }

  @Test
  void whatIsHeardLateCountsFromWhenItWasWritten() {
    var bucket = new ProviderBucket(10, 10, 0, 10, 0);
    bucket.level(SECOND);
    bucket.written(4, false, 800 * MILLI);
    assertThat(bucket.level(SECOND)).isCloseTo(8, within(1e-6));
    bucket.written(1, false, 900 * MILLI);
    assertThat(bucket.level(SECOND)).isCloseTo(7, within(1e-6));

    // full only since 900 ms: what would have flowed over before is not given
    var later = new ProviderBucket(10, 10, 0, 0.9, 0);
    later.level(SECOND);
    later.written(1, false, 500 * MILLI);
    assertThat(later.level(SECOND)).isCloseTo(9.9, within(1e-6));
  }

  @Test
  void whatWasNotUsedComesBackButNotWhatWouldHaveFlowedOver() {
    var bucket = new ProviderBucket(10, 100, 0, 100, 0);
    long counts = bucket.written(100, true, 0);
    bucket.settle(100, 30, counts, SECOND);
    assertThat(bucket.level(SECOND)).isCloseTo(80, within(1e-6));

    var slow = new ProviderBucket(10, 100, 0, 100, 0);
    long first = slow.written(50, true, 0);
    slow.written(50, true, 4 * SECOND);
    // with the right 20 for the first it had been full after two seconds
    slow.settle(50, 20, first, 5 * SECOND);
    assertThat(slow.level(5 * SECOND)).isCloseTo(60, within(1e-6));
  }

  @Test
  void whatWasUsedBeyondTheReservationIsADebt() {
    var bucket = new ProviderBucket(10, 100, 0, 100, 0);
    long counts = bucket.written(50, true, 0);
    bucket.settle(50, 90, counts, 0);
    assertThat(bucket.level(0)).isCloseTo(10, within(1e-6));
  }

  private record Written(long at, double actual) {}

  private record Open(long ends, long counts, double reserved, double actual) {}

  private static double exact(List<Written> calls, double rate, double capacity, long now) {
    double level = capacity;
    long at = 0;
    for (var call : calls) {
      level = Math.min(capacity, level + rate * (call.at() - at) / SECOND) - call.actual();
      at = call.at();
    }
    return Math.min(capacity, level + rate * (now - at) / SECOND);
  }

  @Test
  void onceAllIsSettledItHoldsWhatTheProvidersBucketHolds() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      double rate = 1000;
      double capacity = 500 + random.nextInt(3000);
      var bucket = new ProviderBucket(rate, capacity, 0, capacity, 0);
      var calls = new ArrayList<Written>();
      var open = new PriorityQueue<Open>(Comparator.comparingLong(Open::ends));
      long now = 0;
      for (int i = 0; i < 60; i++) {
        now += random.nextInt(400) * MILLI;
        while (!open.isEmpty() && open.peek().ends() <= now) {
          var ended = open.poll();
          bucket.settle(ended.reserved(), ended.actual(), ended.counts(), now);
        }
        double reserved = 100 + random.nextInt(300);
        // never more than was reserved: then it never holds more than the provider's
        double actual = reserved * (0.2 + 0.8 * random.nextDouble());
        long counts = bucket.written(reserved, true, now);
        calls.add(new Written(now, actual));
        open.add(new Open(now + random.nextInt(5000) * MILLI, counts, reserved, actual));
        assertThat(Math.min(capacity, bucket.level(now)))
            .as("seed %d, call %d", seed, i)
            .isLessThanOrEqualTo(exact(calls, rate, capacity, now) + 1e-6);
      }
      while (!open.isEmpty()) {
        var ended = open.poll();
        now = Math.max(now, ended.ends());
        bucket.settle(ended.reserved(), ended.actual(), ended.counts(), now);
      }
      assertThat(Math.min(capacity, bucket.level(now)))
          .as("seed %d", seed)
          .isCloseTo(exact(calls, rate, capacity, now), within(1e-6));
    }
  }

  @Test
  void ofVeryManyMomentsTheBucketRemembersTooLittleRatherThanTooMuch() {
    var random = new Random(1);
    double rate = 1000;
    double capacity = 1000;
    var bucket = new ProviderBucket(rate, capacity, 0, capacity, 0);
    var calls = new ArrayList<Written>();
    var open = new PriorityQueue<Open>(Comparator.comparingLong(Open::ends));
    for (long now = 0; now < 60 * SECOND; now += 10 * MILLI) {
      while (!open.isEmpty() && open.peek().ends() <= now) {
        var ended = open.poll();
        bucket.settle(ended.reserved(), ended.actual(), ended.counts(), now);
      }
      double reserved = random.nextInt(20);
      double actual = reserved * random.nextDouble();
      long counts = bucket.written(reserved, true, now);
      calls.add(new Written(now, actual));
      open.add(new Open(now + 10 * SECOND, counts, reserved, actual));
      bucket.settledBefore(open.peek().counts());
      assertThat(bucket.level(now)).isLessThanOrEqualTo(exact(calls, rate, capacity, now) + 1e-6);
    }
  }

  /** Backlogged calls of uneven size and latency, reserved by what was learned of them. */
  private static double used(long seed, double rate, double latencySeconds, Windows windows) {
    var random = new Random(seed);
    var sizes = new AnswerSizes();
    var bucket = new ProviderBucket(rate, rate, 0, rate, 0);
    record Flying(long ends, long counts, Reserve reserve, Reserve actual) {}
    var flying = new PriorityQueue<Flying>(Comparator.comparingLong(Flying::ends));
    double used = 0;
    for (long now = 0; now < 300 * SECOND; now += 2 * MILLI) {
      while (!flying.isEmpty() && flying.peek().ends() <= now) {
        var ended = flying.poll();
        double actual = ended.actual().of(LimitKey.Unit.TOKENS);
        bucket.settle(ended.reserve().of(LimitKey.Unit.TOKENS), actual, ended.counts(), now);
        sizes.learn(100, 400, ended.actual());
      }
      var expected = sizes.expect(100, 400, flying.size());
      double reserved = expected.of(LimitKey.Unit.TOKENS);
      while (fits(bucket, reserved, 0, now)) {
        long counts = bucket.written(reserved, true, now);
        var actual = new Reserve(90 + random.nextInt(20), 20 + random.nextInt(200));
        windows.add(now, actual.of(LimitKey.Unit.TOKENS));
        used += actual.of(LimitKey.Unit.TOKENS);
        long takes = (long) (latencySeconds * (0.5 + random.nextDouble()) * SECOND);
        flying.add(new Flying(now + takes, counts, expected, actual));
      }
    }
    return used;
  }

  @Test
  void tokensStayWithinTheirLimitInEveryWindowThoughAnswersAreUneven() {
    for (int seed = 0; seed < 20; seed++) {
      double rate = 2000 + 1000 * seed;
      var windows = new Windows();
      used(seed, rate, 1 + seed % 5, windows);
      assertThat(windows.most(SECOND)).as("seed %d", seed).isLessThanOrEqualTo(2.1 * rate);
      assertThat(windows.most(60 * SECOND)).as("seed %d", seed).isLessThanOrEqualTo(61.1 * rate);
    }
  }

  @Test
  void tokensOfALimitAreUsedThoughMoreIsReserved() {
    assertThat(used(1, 20_000, 1, new Windows())).isGreaterThan(20_000 * 300 / 1.02);
  }
}
