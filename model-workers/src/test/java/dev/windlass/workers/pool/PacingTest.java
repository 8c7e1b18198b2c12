package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.TokenBucket;
import dev.windlass.workers.limits.Windows;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A desk against a provider that counts arrivals exactly, while requests are written late at the
 * start, travel unevenly, timers ring late and estimates are wrong.
 */
class PacingTest {
  private static final long JITTER = 5 * MILLI;

  /** A provider with an exact bucket; what is refused is asked again. */
  private static final class Exact implements World.Provider {
    final TokenBucket bucket;
    final Windows arrivals = new Windows();
    final Random random = new Random(5);
    final long input;
    final long output;
    int refused;

    Exact(double perSecond, double capacity, long input, long output) {
      this.bucket = new TokenBucket(perSecond, capacity, 0, capacity, 0);
      this.input = input;
      this.output = output;
    }

    @Override
    public World.Reaction react(HeldStep step, long now) {
      double n = Math.max(1, input + output);
      arrivals.add(now, n);
      long takes = (long) (200 * MILLI * Math.exp(0.5 * random.nextGaussian()));
      if (bucket.level(now) + 1e-9 < n) {
        refused++;
        return new World.Reaction(MILLI, Steps.refused(Duration.ofMillis(100), Map.of()));
      }
      bucket.take(n, now);
      return new World.Reaction(takes, Steps.answer(input, output, Map.of()));
    }
  }

  private static World world(Map<LimitKey, Double> figures, Exact provider) {
    var world = new World(1, new LimitFigures(figures), Steps.SETTINGS.withPool(20_000), provider);
    var random = new Random(9);
    // a cold client: the sooner after the start, the later a request is written
    world.sendDelay =
        at -> {
          long cold = Math.max(0, 300 * MILLI - at / 2);
          return (long) (random.nextDouble() * cold) + MILLI / 10;
        };
    world.journey = () -> (long) (random.nextDouble() * JITTER);
    return world;
  }

  /** First to last arrival, over the shortest time that the limit leaves possible. */
  private static double timeOverBound(Windows arrivals, int n, double each, double rate, double c) {
    return (arrivals.last() - arrivals.first()) / 1e9 / ((n * each - c) / rate);
  }

  @Test
  void aLimitOfRequestsIsUsedFullyAndNoneIsRefused() {
    for (double rate : new double[] {1 / 60.0, 1, 10, 100, 1000, 10_000}) {
      for (double burst : new double[] {1, 2, 10, 100, 1000}) {
        boolean hasRoom = burst - 1 >= rate * 0.012 || rate <= 2;
        int calls = (int) (burst + Math.max(60, 30 * rate));
        if (hasRoom) {
          var provider = new Exact(rate, burst, 0, 0);
          var world = world(Map.of(LimitKey.RPS, rate, LimitKey.BURST, burst), provider);
          world.left = calls;
          world.runUntil((long) (1.2 * (calls - burst) / rate * SECOND) + 10 * SECOND);
          var what = "%s/s burst %s".formatted(rate, burst);
          assertThat(world.outcomes).as(what).hasSize(calls);
          assertThat(provider.refused).as(what).isZero();
          assertThat(timeOverBound(provider.arrivals, calls, 1, rate, burst))
              .as(what)
              .isLessThanOrEqualTo(1.02);
          for (long window : new long[] {SECOND, 60 * SECOND}) {
            assertThat(provider.arrivals.most(window))
                .as(what)
                .isLessThanOrEqualTo(burst + rate * window / SECOND + 1);
          }
        }
      }
    }
  }

  @Test
  void aLimitOfTokensIsUsedFullyAndNoneIsRefusedThoughEstimatesAreHalfOrHalfAsMuchAgain() {
    for (int thought : new int[] {50, 100, 150}) {
      for (int maxTokens : new int[] {0, 10, 20, 40, 400}) {
        double rate = 8000;
        double burst = 8000;
        int calls = 2000;
        var provider = new Exact(rate, burst, 100, 20);
        var world = world(Map.of(LimitKey.TPM, rate * 60, LimitKey.TBURST, burst), provider);
        // the rough estimate: six, and a token for four characters
        world.work = n -> Steps.step(n, "job", "x".repeat((thought - 6) * 4), maxTokens);
        world.left = calls;
        world.runUntil(60 * SECOND);
        var what = "%d for 100, max_tokens %d".formatted(thought, maxTokens);
        assertThat(world.outcomes).as(what).hasSize(calls);
        assertThat(provider.refused).as(what).isZero();
        assertThat(timeOverBound(provider.arrivals, calls, 120, rate, burst))
            .as(what)
            .isLessThanOrEqualTo(1.02);
      }
    }
  }

  @Test
  void inputAndOutputTokensHaveBucketsOfTheirOwn() {
    // answers are short, so the prompts' bucket is the one that binds
    var provider = new Exact(4000, 4000, 200, 0);
    var world = world(Map.of(LimitKey.ITPM, 240_000.0, LimitKey.OTPM, 2_400_000.0), provider);
    world.work = n -> Steps.step(n, "job", "x".repeat(776), 30);
    world.left = 800;
    world.runUntil(60 * SECOND);
    assertThat(provider.refused).isZero();
    assertThat(timeOverBound(provider.arrivals, 800, 200, 4000, 4000)).isLessThanOrEqualTo(1.02);
  }

  @Test
  void aLimitCutToHalfIsKeptFromThereOn() {
    var provider = new Exact(100, 100, 0, 0);
    var world = world(Map.of(LimitKey.RPS, 100.0, LimitKey.BURST, 100.0), provider);
    world.at(
        20 * SECOND,
        () -> {
          provider.bucket.reshape(50, 50, 0, 20 * SECOND);
          world.change(Map.of(LimitKey.RPS, 50.0, LimitKey.BURST, 50.0));
        });
    world.runUntil(20 * SECOND);
    int before = world.outcomes.size();
    world.runUntil(60 * SECOND);
    assertThat(provider.refused).isZero();
    assertThat(world.outcomes.size() - before).isBetween(40 * 50 - 40, 40 * 50 + 40);
  }
}
